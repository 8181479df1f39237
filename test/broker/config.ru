# A Pact Broker for tests: the database in the working directory, credentials (if any) from the environment.
require 'pact_broker'
require 'rack/auth/basic'

# A bearer token, which the Broker itself leaves to what stands in front of it.
class BearerToken
  def initialize(app, token)
    @app = app
    @expected = "Bearer #{token}"
  end

  def call(env)
    return @app.call(env) if env['HTTP_AUTHORIZATION'] == @expected

    [401, { 'content-type' => 'application/json' }, ['{"error":"unauthorized"}']]
  end
end

if ENV.key?('TEST_BROKER_TOKEN')
  use BearerToken, ENV.fetch('TEST_BROKER_TOKEN')
elsif ENV.key?('TEST_BROKER_USERNAME')
  use(Rack::Auth::Basic, 'Broker') do |username, password|
    username == ENV.fetch('TEST_BROKER_USERNAME') && password == ENV.fetch('TEST_BROKER_PASSWORD')
  end
end

run(
  PactBroker::App.new do |config|
    config.database_connection = Sequel.connect(adapter: 'sqlite', database: 'broker.sqlite3', encoding: 'utf8')
    config.log_stream = 'stdout'
    config.log_level = :error
    config.seed_example_data = false
  end
)
