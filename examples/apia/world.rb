# frozen_string_literal: true

require 'ipaddr'
require 'monitor'
require 'securerandom'
require 'set'

# What a provider knows: organizations, networks with their pools, tokens and their rate windows, addresses. All of it is in memory,
# and whoever holds the lock may change it.
class World
  Pool = Struct.new(:version, :first, :size, :prefix, :taken, :withheld) do
    def free
      size - taken.size - withheld
    end

    # Takes the first free address; gives its text, or nil if there is none.
    def take
      return if free <= 0

      index = (0...size).find { |one| !taken.include?(one) }
      taken << index
      [index, IPAddr.new(first.to_i + index, first.family).to_s]
    end
  end

  Window = Struct.new(:start, :count)

  # What a request finds of its token's window.
  Rate = Struct.new(:permitted, :remaining, :passes)

  COUNTRY = { id: 'ctry_united', name: 'United Kingdom', iso_code2: 'GB', iso_code3: 'GBR',
              time_zone: 'Europe/London', eu: false }.freeze
  DATA_CENTER = { id: 'loc_london', name: 'London', permalink: 'london', country: COUNTRY }.freeze

  # First address and size of the pools of each network, from ranges for documentation and tests (RFC 2544, 5737, 3849).
  RANGES = {
    'main' => [['ipv4', '198.18.0.1', 65_534, 16], ['ipv6', '2001:db8:0:1::1', 65_534, 64]],
    'other' => [['ipv4', '198.19.0.1', 65_534, 16], ['ipv6', '2001:db8:0:2::1', 65_534, 64]],
    'drain' => [['ipv4', '198.51.100.1', 5, 24], ['ipv6', '2001:db8:0:3::1', 5, 64]]
  }.freeze

  ORGANIZATIONS = %w[main other suspended inactive forbidden].map do |role|
    { id: "org_#{role}", sub_domain: "#{role}-example", closed: role == 'forbidden' }
  end
  NETWORKS = RANGES.keys.map do |role|
    { id: "netw_#{role}", permalink: "#{role}-network", name: role.capitalize, default: role == 'main',
      data_center: DATA_CENTER }
  end
  TOKENS = %w[valid second expired capabilities restricted unscoped forbidden].map do |role|
    { role: role, secret: "#{role}-#{'example' * 4}" }
  end

  WINDOW_SECONDS = 60
  PERMITTED = 5000

  # The part that provider states change, and put back.
  State = Struct.new(:statuses, :pools, :addresses, :permitted, :permitted_of, :windows, :available)

  attr_accessor :state, :seconds_ahead

  def initialize
    @lock = Monitor.new
    @seconds_ahead = 0
    @state = fresh
  end

  def synchronize(&block)
    @lock.synchronize(&block)
  end

  # Everything as it is when the provider starts.
  def fresh
    statuses = { 'org_suspended' => 'suspended', 'org_inactive' => 'not_activated' }
    pools = RANGES.flat_map do |role, ranges|
      ranges.map do |version, first, size, prefix|
        [["netw_#{role}", version], Pool.new(version, IPAddr.new(first), size, prefix, Set.new, 0)]
      end
    end
    State.new(statuses, pools.to_h, {}, PERMITTED, {}, {}, true)
  end

  def now
    Time.now.to_f + seconds_ahead
  end

  # Counts a request of a token; one that is refused does not count.
  def count(role)
    permitted = state.permitted_of.fetch(role, state.permitted)
    window = state.windows[role]
    window = state.windows[role] = Window.new(now, 0) if window.nil? || now >= window.start + WINDOW_SECONDS
    passes = window.count < permitted
    window.count += 1 if passes
    Rate.new(permitted, [permitted - window.count, 0].max, passes)
  end

  # Creates an address; nil if the pool has none.
  def allocate(organization, network, version, label)
    key = [network[:id], version]
    index, text = state.pools.fetch(key).take
    return if text.nil?

    address = { id: "ip_#{SecureRandom.alphanumeric(16)}", address: text, organization: organization[:id],
                reverse_dns: "#{text.tr('.:', '-')}.rdns.example.net", vip: !label.nil?, label: label,
                address_with_mask: "#{text}/#{state.pools[key].prefix}", network: network, pool: key, index: index }
    state.addresses[address[:id]] = address
  end

  def release(address)
    state.addresses.delete(address[:id])
    state.pools.fetch(address[:pool]).taken.delete(address[:index])
  end
end
