using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Model.Runs;
using AgentSched.Model.Usage;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Budgets;

/// <summary>A hundred runs at a time of agents that keep to what is declared or do not, under each kind of limit: the proof of <see cref="Budget"/>, tried out.</summary>
[Trait("shows", "access-money")]
public sealed class BudgetPropertyTests
{
    private const int Runs = 100;
    private const decimal Limit = 2;

    private static readonly DateTimeOffset Morning = A.At("09:00");

    public static TheoryData<string, string> All => new(
        from agent in (string[])["honest", "silent", "dishonest", "absurd", "mixed"]
        from limit in (string[])["agent day", "agent month", "owner day", "owner month", "another's agent"]
        select (agent, limit));

    [Theory] // how the agents answer; which limit there is
    [MemberData(nameof(All))]
    public void Whatever_is_declared_and_answered_a_limit_is_exceeded_by_one_run_at_most(string agent, string limit)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var world = new World(new Random(seed), agent, limit);
            while (world.Step())
            {
                Assert.True(world.Settled < Limit + world.Dearest || world.Settled == 0, $"seed {seed}: settled {world.Settled} USD, and the dearest run {world.Dearest}");
            }

            Assert.Equal(Runs, world.Ended + world.Rejected);
            Assert.True(agent is not ("dishonest" or "absurd") || world.MostAtOnce == 1, $"seed {seed}: {world.MostAtOnce} at once");
            Assert.True(agent != "honest" || world.MostAtOnce > 1, $"seed {seed}: an agent that has shown it keeps to maxima runs one by one");
            Assert.True(agent is not ("dishonest" or "absurd") || limit == "another's agent" || world.Rejected > 0, $"seed {seed}: the limit was never reached");
        }
    }

    [Theory] // how agents that have kept to their maxima break their word, with runs that cost 1 USD each whatever they answer; which limit there is
    [InlineData("turncoat", "agent day")]
    [InlineData("turncoat", "agent month")]
    [InlineData("turncoat", "owner day")]
    [InlineData("turncoat", "owner month")]
    [InlineData("cut off",  "agent day")]
    [InlineData("cut off",  "agent month")]
    [InlineData("cut off",  "owner day")]
    [InlineData("cut off",  "owner month")]
    [InlineData("turncoat", "another's agent")]
    [InlineData("cut off",  "another's agent")]
    public void A_turncoat_costs_the_limit_and_what_is_in_flight_at_most(string agent, string limit)
    {
        var isMine = limit != "another's agent"; // an owner's budget takes no more than the maxima from another's agent
        for (var seed = 0; seed < 40; seed++)
        {
            var world = new World(new Random(seed), agent, limit);
            while (world.Step())
            {
                Assert.InRange(world.Settled, 0, isMine ? Limit + Budget.MaxInFlight : 0.01m);
                Assert.True(!isMine || world.Actual <= Limit + Budget.MaxInFlight, $"seed {seed}: {world.Actual} USD were spent");
                Assert.InRange(world.MostAtOnce, 0, Budget.MaxInFlight);
            }

            Assert.Equal(Runs, world.Ended + world.Rejected);
            Assert.InRange(world.MostAtOnce, 2, Budget.MaxInFlight); // they had shown that they keep to their maxima
            Assert.True(!isMine || world.Rejected > 0, $"seed {seed}: the limit was never reached");
        }
    }

    [Fact]
    public void An_agent_that_stops_keeping_to_its_maxima_exceeds_the_limit_by_what_is_in_flight_at_that_moment_and_no_more()
    {
        var agent = A.Agent(Morning) with { MaxConcurrent = 32, QueueDepth = 100, Limits = SpendingLimits.None with { DayUsd = Limit } };
        var queue = new AgentQueue([], []) { Adherence = new Adherence(string.Join(' ', Enumerable.Repeat("0.1", Adherence.Needed))) };
        var known = Enumerable.Range(0, Runs).Select(_ => Of(0.1m)).ToDictionary(run => run.Id);
        foreach (var run in known.Values)
        {
            queue = BudgetGate.Enter(queue, run, agent, Morning).Queue;
        }

        var inFlight = queue.Running;
        Assert.Equal(Budget.MaxInFlight, inFlight.Length); // each reserves 0.11 of 2 USD
        foreach (var id in inFlight)
        {
            var promotion = BudgetGate.Leave(queue, End(known[id], 1, Morning), agent, Morning);
            Assert.Empty(promotion.Promoted);
            queue = promotion.Queue;
        }

        Assert.Equal(Budget.MaxInFlight, queue.Spending.Today.Tally.CostUsd);
        for (var tomorrow = Morning.AddDays(1); queue.Waiting.Length > 0 && queue.Spending.Today.Tally.CostUsd is var spent && (queue.Spending.Today.Day < DayUsage.DayOf(tomorrow) || spent < Limit);)
        {
            queue = BudgetGate.Promote(queue, agent, tomorrow).Queue;
            var one = Assert.Single(queue.Running); // one by one again
            queue = BudgetGate.Leave(queue, End(known[one], 1, tomorrow), agent, tomorrow).Queue;
        }

        Assert.Equal(Limit, queue.Spending.Today.Tally.CostUsd);
    }

    private static Run Of(decimal? most, string agent = "alice", string owner = "ann") =>
        A.Run(Morning) with { Id = RunId.New(Morning), Agent = agent, Owner = owner, Trigger = RunTrigger.Api, ScheduleId = null, MaxCostUsd = most };

    private static Run End(Run run, decimal? cost, DateTimeOffset at, bool isUnknown = false) => A.Ended(at) with
    {
        Id = run.Id,
        Agent = run.Agent,
        Owner = run.Owner,
        MaxCostUsd = run.MaxCostUsd,
        Answer = new AgentAnswer { CostUsd = cost, CostUnknown = isUnknown },
    };

    /// <summary>Runs that come, start and end in any order, as the engine decides about them.</summary>
    private sealed class World
    {
        private readonly Random _random;
        private readonly string _kind;
        private readonly bool _ownerIsLimited;
        private readonly SpendingLimits _limits;
        private readonly List<Agent> _agents;
        private readonly Dictionary<string, AgentQueue> _queues;
        private readonly List<Run> _running = [];
        private readonly Dictionary<RunId, RunTerms> _terms = [];
        private readonly Dictionary<RunId, Run> _waiting = [];
        private OwnerAccount _account = OwnerAccount.Empty;
        private DateTimeOffset _now = Morning;
        private int _arrived;
        private bool _hasTurned;

        public World(Random random, string kind, string limit)
        {
            (_random, _kind, _ownerIsLimited) = (random, kind, !limit.StartsWith("agent", StringComparison.Ordinal));
            _limits = limit.EndsWith("month", StringComparison.Ordinal) ? SpendingLimits.None with { MonthUsd = Limit } : SpendingLimits.None with { DayUsd = Limit };
            _agents = [.. (_ownerIsLimited ? (string[])["alice", "bob", "carol"] : ["alice"]).Select(name => A.Agent(Morning, name) with
            {
                Owner = limit == "another's agent" ? "eve" : "ann",
                MaxConcurrent = 32,
                QueueDepth = 100,
                Limits = _ownerIsLimited ? null : _limits,
            })];
            _queues = _agents.ToDictionary(agent => agent.Name, _ => AgentQueue.Empty, StringComparer.Ordinal);
        }

        public decimal Dearest { get; private set; }

        /// <summary>What runs have cost, whatever the agents answered.</summary>
        public decimal Actual { get; private set; }

        public int Ended { get; private set; }

        public int Rejected { get; private set; }

        public int MostAtOnce { get; private set; }

        public decimal Settled => _ownerIsLimited ? _account.Spending.Month.CostUsd : _queues["alice"].Spending.Month.CostUsd;

        /// <returns>False: all have ended.</returns>
        public bool Step()
        {
            _now += TimeSpan.FromSeconds(_random.Next(0, 40)); // a hundred runs fit into the day
            var isAttack = _kind is "turncoat" or "cut off"; // all come at once, for each agent in turn
            if (_arrived < Runs && (isAttack || _random.Next(2) == 0))
            {
                Arrive(Of(Declared(), _agents[isAttack ? _arrived % _agents.Count : _random.Next(_agents.Count)].Name));
            }
            else if (_running.Count > 0)
            {
                Leave(_running[_random.Next(_running.Count)]);
            }

            Start();
            MostAtOnce = Math.Max(MostAtOnce, _running.Count);
            return _arrived < Runs || _running.Count > 0 || _waiting.Count > 0;
        }

        private decimal? Declared() => _kind switch
        {
            "dishonest" or "turncoat" or "cut off" => 0.000001m,
            "absurd" => 0.01m,
            "mixed" => _random.Next(4) == 0 ? null : _random.Next(1, 20) / 100m,
            _ => 0.02m,
        };

        private (decimal? Cost, bool IsUnknown) Answer(Run run) => _kind switch
        {
            "honest" => (run.MaxCostUsd * _random.Next(80, 111) / 100, false),
            "silent" => (null, _random.Next(2) == 0),
            "dishonest" => (_random.Next(50, 150) / 100m, false),
            "absurd" => (99_999_999, false),
            "turncoat" => (IsTurned ? 1 : run.MaxCostUsd, false),
            "cut off" => (IsTurned ? null : run.MaxCostUsd, IsTurned),
            _ => _random.Next(3) switch
            {
                0 => (run.MaxCostUsd ?? 0.3m, false),
                1 => (null, _random.Next(2) == 0),
                _ => (_random.Next(50, 150) / 100m, false), // too often for twenty in a row without one
            },
        };

        /// <summary>Whether the agents break their word by now: each has shown twenty times that it keeps it.</summary>
        private bool IsTurned => _queues.Values.All(queue => queue.Adherence.IsShown) || _hasTurned;

        private void Arrive(Run run)
        {
            _arrived++;
            _waiting[run.Id] = run;
            if (_ownerIsLimited)
            {
                return; // decided by the ledger
            }

            var arrival = BudgetGate.Enter(_queues[run.Agent], run, _agents[0], _now);
            _queues[run.Agent] = arrival.Queue;
            if (arrival.Admission == Admission.Rejected)
            {
                Reject(run.Id);
            }
            else if (arrival.Admission == Admission.Runs)
            {
                Run(run.Id);
            }
        }

        private void Start()
        {
            if (_ownerIsLimited)
            {
                foreach (var run in _waiting.Values.ToList())
                {
                    (_account, var answer) = _account.Ask(run, _queues[run.Agent].Adherence.ReservationOf(run.MaxCostUsd), _limits, _now, isApproved: false, isDelayed: true);
                    if (answer.Verdict == BudgetVerdict.Starts)
                    {
                        _terms[run.Id] = new RunTerms(_queues[run.Agent].Adherence.ReservationOf(run.MaxCostUsd)) { OwnerLeftUsd = answer.LeftUsd };
                        Run(run.Id);
                    }
                    else if (answer.Verdict == BudgetVerdict.Spent)
                    {
                        Reject(run.Id);
                    }
                }

                return;
            }

            var promotion = BudgetGate.Promote(_queues["alice"], _agents[0], _now);
            _queues["alice"] = promotion.Queue;
            promotion.Promoted.ToList().ForEach(Run);
            if (Budget.Of(_limits, promotion.Queue.Spending, _now).IsSpent)
            {
                _waiting.Keys.ToList().ForEach(Reject);
            }
        }

        private void Leave(Run run)
        {
            var agent = _agents.Single(one => one.Name == run.Agent);
            var queue = _queues[run.Agent];
            _hasTurned = IsTurned;
            var (cost, isUnknown) = Answer(run);
            Actual += _kind == "cut off" && isUnknown ? 1 : cost ?? 0;
            var ended = Settlement.Of(
                End(run, cost, _now, isUnknown),
                agent,
                queue.Terms.GetValueOrDefault(run.Id) ?? _terms.GetValueOrDefault(run.Id),
                agent.Limits is null ? null : Budget.Of(_limits, queue.Spending, _now),
                _ownerIsLimited ? Budget.Of(_limits, _account.Spending, _now) : null);
            _running.Remove(run);
            Ended++;
            Dearest = Math.Max(Dearest, (_ownerIsLimited ? ended.ForOwner() : ended).CountedUsd);
            var promotion = BudgetGate.Leave(queue, ended, agent, _now);
            _queues[run.Agent] = promotion.Queue;
            promotion.Promoted.ToList().ForEach(Run);
            _account = _ownerIsLimited ? _account.Settle(ended) : _account;
        }

        private void Run(RunId id)
        {
            _running.Add(_waiting[id]);
            _waiting.Remove(id);
        }

        private void Reject(RunId id)
        {
            var run = _waiting[id];
            _waiting.Remove(id);
            Rejected++;
            _queues[run.Agent] = _queues[run.Agent] with { Waiting = _queues[run.Agent].Waiting.Remove(id), Terms = _queues[run.Agent].Terms.Remove(id) };
        }
    }
}
