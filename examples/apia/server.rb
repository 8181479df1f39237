# frozen_string_literal: true

# Serves the endpoint, written in Apia, and the handler of provider states, and prints its URL.
# Usage: ruby server.rb PORT [VERSION OF APIA]   (port 0: any that is free)
port, version = ARGV
gem 'apia', version unless version.nil?

require 'apia/rack'
require 'rackup/handler/webrick'
require_relative 'endpoints'
require_relative 'states'

not_found = ->(_env) { [404, { 'content-type' => 'text/plain' }, ['not found']] }
api = Apia::Rack.new(not_found, Api, 'core/v1')
states = States.new(WORLD)
app = ->(env) { env['PATH_INFO'] == '/_states' ? states.call(env) : api.call(env) }

# WEBrick writes head and body apart: without TCP_NODELAY each answer would wait for the client's acknowledgement.
Rackup::Handler::WEBrick.run(app, Host: '127.0.0.1', Port: Integer(port), AccessLog: []) do |server|
  server.listeners.each { |listener| listener.setsockopt(Socket::IPPROTO_TCP, Socket::TCP_NODELAY, 1) }
  $stdout.puts "http://127.0.0.1:#{server.listeners.first.addr[1]}/core/v1"
  $stdout.flush
end
