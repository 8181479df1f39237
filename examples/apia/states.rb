# frozen_string_literal: true

require 'json'

# The handler of provider states: a Rack application that takes POST {"state", "params", "action"}, and answers 200 once the
# state is reached, or taken back. docs/provider-states.md has the states and their parameters.
class States
  def initialize(world)
    @world = world
    # What takes each set-up back, the latest last.
    @undo = []
  end

  def call(env)
    wanted = JSON.parse(env['rack.input'].read)
    params = wanted['params'] || {}
    @world.synchronize do
      wanted['action'] == 'teardown' ? tear_down(wanted['state'], params) : set_up(wanted['state'], params)
    end
    answer(200, {})
  rescue JSON::ParserError, KeyError, ArgumentError => e
    answer(400, { error: e.message })
  end

  private

  def answer(status, body)
    [status, { 'content-type' => 'application/json' }, [JSON.generate(body)]]
  end

  def set_up(state, params)
    @undo << [[state, params], reach(state, params)]
  end

  def tear_down(state, params)
    index = @undo.rindex { |key, _| key == [state, params] }
    @undo.delete_at(index).last.call unless index.nil?
  end

  # Brings the world into a state; gives what takes that back.
  def reach(state, params)
    case state
    when 'a clean start' then clean_start
    when 'free addresses in a pool' then free_addresses(**params.transform_keys(&:to_sym))
    when 'permitted requests per minute' then permitted_requests(**params.transform_keys(&:to_sym))
    when 'the service is unavailable' then change(:available, false)
    when 'the service is available' then change(:available, true)
    when 'status of an organization'
      change(:statuses, now.statuses.merge(params.fetch('organization') => params.fetch('status')))
    when 'time has passed' then time_has_passed(params.fetch('seconds'))
    else raise ArgumentError, "there is no state #{state.inspect}"
    end
  end

  def now
    @world.state
  end

  def change(member, value)
    before = now[member]
    now[member] = value
    -> { now[member] = before }
  end

  def clean_start
    before = now
    @world.state = @world.fresh
    -> { @world.state = before }
  end

  def free_addresses(network:, version:, count:)
    pool = now.pools.fetch([network, version])
    before = pool.withheld
    most = pool.free + before
    raise ArgumentError, "the pool has only #{most} addresses left" if count > most

    pool.withheld = most - count
    -> { pool.withheld = before }
  end

  def permitted_requests(permitted:, token: nil)
    others = token.nil? ? [] : now.windows.keys - [token]
    undo = [
      change(:windows, now.windows.slice(*others)),
      change(:permitted_of, token.nil? ? {} : now.permitted_of.merge(token => permitted)),
      change(:permitted, token.nil? ? permitted : now.permitted)
    ]
    -> { undo.each(&:call) }
  end

  def time_has_passed(seconds)
    @world.seconds_ahead += seconds
    -> { @world.seconds_ahead -= seconds }
  end
end
