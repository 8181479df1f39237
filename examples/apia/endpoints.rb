# frozen_string_literal: true

require_relative 'api'

class Country < Apia::Object
  %i[id name iso_code2 iso_code3].each { |name| field name, :string }
  field :time_zone, :string, null: true
  field :eu, :boolean
end

class DataCenter < Apia::Object
  %i[id name permalink].each { |name| field name, :string }
  field :country, type: Country
end

class Network < Apia::Object
  %i[id name permalink].each { |name| field name, :string }
  field :default, :boolean
  field :data_center, type: DataCenter
end

class ListedAddress < Apia::Object
  %i[id address reverse_dns].each { |name| field name, :string }
  field :vip, :boolean
  %i[allocation_id allocation_type].each { |name| field name, :string, null: true }
end

class Address < Apia::Object
  %i[id address reverse_dns address_with_mask].each { |name| field name, :string }
  field :vip, :boolean
  %i[label allocation_id allocation_type].each { |name| field name, :string, null: true }
  field :network, type: Network
end

# May whoever holds the token act for the organization?
def permit(identity, closed)
  raise_error PermissionDenied, details: nil if identity[:role] == 'forbidden' || closed
end

class CreateAddress < Apia::Endpoint
  argument :organization, type: OrganizationLookup, required: true
  argument :network, type: NetworkLookup, required: true
  argument :version, type: Version, required: true
  argument :vip, :boolean
  argument :label, :string
  scope 'ip_addresses'
  field :ip_address, type: Address
  [PermissionDenied, ValidationFailed, NoAvailableAddresses].each { |error| potential_error error }

  action do
    WORLD.synchronize do
      arguments = request.arguments
      organization = arguments[:organization].resolve
      permit(request.identity, organization[:closed])
      network = arguments[:network].resolve
      label = arguments[:vip] ? arguments[:label].to_s : nil
      raise_error ValidationFailed, errors: ["Label can't be blank"] if label&.strip&.empty?
      address = WORLD.allocate(organization, network, arguments[:version], label)
      raise_error NoAvailableAddresses if address.nil?
      response.add_field :ip_address, address
    end
  end
end

class ListAddresses < Apia::Endpoint
  argument :organization, type: OrganizationLookup, required: true
  argument :page, :integer, default: 1
  argument :per_page, :integer, default: 30
  scope 'ip_addresses'
  field :pagination, type: Apia::PaginationObject
  field :ip_addresses, type: [ListedAddress]
  potential_error PermissionDenied

  action do
    page, per_page = %i[page per_page].map { |name| request.arguments[name] }
    all = WORLD.synchronize do
      organization = request.arguments[:organization].resolve
      permit(request.identity, organization[:closed])
      WORLD.state.addresses.values.select { |one| one[:organization] == organization[:id] }
    end
    response.add_field :ip_addresses, all.drop((page - 1) * per_page).take(per_page)
    response.add_field :pagination, current_page: page, per_page: per_page, large_set: false,
                                    total: all.size, total_pages: all.size.fdiv(per_page).ceil
  end
end

class GetAddress < Apia::Endpoint
  argument :ip_address, type: AddressLookup, required: true
  scope 'ip_addresses'
  field :ip_address, type: Address
  field :allocation, :string, null: true
  potential_error PermissionDenied

  action do
    permit(request.identity, false)
    response.add_field :ip_address, WORLD.synchronize { request.arguments[:ip_address].resolve }
  end
end

class ReleaseAddress < Apia::Endpoint
  argument :ip_address, type: AddressLookup, required: true
  scope 'ip_addresses'
  potential_error PermissionDenied

  action do
    permit(request.identity, false)
    WORLD.synchronize { WORLD.release(request.arguments[:ip_address].resolve) }
  end
end

class Api < Apia::API
  authenticator Token

  routes do
    post 'organizations/:organization/ip_addresses', endpoint: CreateAddress
    get 'organizations/:organization/ip_addresses', endpoint: ListAddresses
    get 'ip_addresses/:ip_address', endpoint: GetAddress
    delete 'ip_addresses/:ip_address', endpoint: ReleaseAddress
  end
end
