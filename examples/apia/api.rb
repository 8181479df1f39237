# frozen_string_literal: true

require 'apia'
require_relative 'world'

WORLD = World.new

# An error of its own code, with the members of its detail.
def error(code, status, details = {})
  Apia::Error.create(code.split('_').map(&:capitalize).join) do
    code code.to_sym
    http_status status
    description code.tr('_', ' ')
    details.each { |name, (type, options)| field name, type, **(options || {}) }
  end
end

NULLABLE_TEXT = [:string, { null: true }].freeze

MissingToken = error('missing_api_token', 400)
InvalidToken = error('invalid_api_token', 403, details: NULLABLE_TEXT)
InvalidCapabilities = error('invalid_capabilities_token', 403)
UnauthorizedNetwork = error('unauthorized_network_for_api_token', 403, ip_address: :string)
RateLimitReached = error('rate_limit_reached', 429, total_permitted: :integer)
Unavailable = error('service_unavailable', 503)
OrganizationNotFound = error('organization_not_found', 404)
OrganizationSuspended = error('organization_suspended', 403)
OrganizationNotActivated = error('organization_not_activated', 403)
PermissionDenied = error('permission_denied', 403, details: NULLABLE_TEXT)
NetworkNotFound = error('network_not_found', 404)
AddressNotFound = error('ip_address_not_found', 404)
ValidationFailed = error('validation_error', 422, errors: [[:string]])
NoAvailableAddresses = error('no_available_addresses', 503)

class Token < Apia::Authenticator
  type :bearer
  FLAWS = { 'capabilities' => InvalidCapabilities, 'expired' => InvalidToken, nil => InvalidToken }.freeze
  [MissingToken, InvalidToken, InvalidCapabilities, UnauthorizedNetwork, RateLimitReached, Unavailable]
    .each { |error| potential_error error }

  scope_validator { |_| request.identity[:role] != 'unscoped' }

  action do
    raise_error Unavailable unless WORLD.state.available || request.endpoint != CreateAddress
    secret = request.headers['authorization'].to_s[/\ABearer +(\S.*)\z/, 1]
    raise_error MissingToken if secret.nil?
    token = World::TOKENS.find { |one| one[:secret] == secret }
    role = token&.fetch(:role)
    raise_error FLAWS[role] if FLAWS.key?(role)
    raise_error UnauthorizedNetwork, ip_address: request.ip if role == 'restricted'
    rate = WORLD.synchronize { WORLD.count(role) }
    response.add_header 'X-Ratelimit-Permitted', rate.permitted
    response.add_header 'X-Ratelimit-Remaining', rate.remaining
    raise_error RateLimitReached, total_permitted: rate.permitted unless rate.passes
    request.identity = token
  end
end

# The one thing that all given members of a lookup name.
def named(things, set, members)
  given = set.to_hash.compact
  things.find { |thing| !given.empty? && given.all? { |name, value| members.include?(name) && thing[name] == value } }
end

class OrganizationLookup < Apia::LookupArgumentSet
  argument :id, :string
  argument :sub_domain, :string
  [OrganizationNotFound, OrganizationSuspended, OrganizationNotActivated].each { |error| potential_error error }

  resolver do |set|
    found = named(World::ORGANIZATIONS, set, %i[id sub_domain])
    raise_error OrganizationNotFound if found.nil?
    status = WORLD.state.statuses[found[:id]]
    raise_error OrganizationSuspended if status == 'suspended'
    raise_error OrganizationNotActivated if status == 'not_activated'
    found
  end
end

class NetworkLookup < Apia::LookupArgumentSet
  argument :id, :string
  argument :permalink, :string
  potential_error NetworkNotFound

  resolver do |set|
    named(World::NETWORKS, set, %i[id permalink]) || raise_error(NetworkNotFound)
  end
end

class AddressLookup < Apia::LookupArgumentSet
  argument :id, :string
  argument :address, :string
  potential_error AddressNotFound

  resolver do |set|
    named(WORLD.state.addresses.values, set, %i[id address]) || raise_error(AddressNotFound)
  end
end

class Version < Apia::Enum
  value 'ipv4'
  value 'ipv6'
end
