using AgentSched.Model.Runs;

namespace AgentSched.Year;

/// <summary>What all parts of a simulation share: time, chance, storage, and what is going to happen.</summary>
internal sealed class World : IDisposable
{
    private readonly PriorityQueue<Func<Func<Task>?>, (DateTimeOffset At, long Number)> _events = new();
    private long _number;

    public World(YearOptions options)
    {
        Options = options;
        Random = new Random(options.Seed);
        Clock = new YearClock(options.Start);
        Interleaving = new Interleaving(Random);
        Audit = new Audit(this);
        Table = new MemoryTable { Committing = Audit.Committing, IsArchived = Audit.HasEnded };
    }

    public YearOptions Options { get; }

    public Random Random { get; }

    public YearClock Clock { get; }

    public Interleaving Interleaving { get; }

    public MemoryTable Table { get; }

    public Audit Audit { get; }

    public Counts Counts { get; } = new();

    /// <summary>Out of all storage requests so many go wrong.</summary>
    public double FaultRate { get; set; }

    /// <summary>How many runs each agent may have at once, by its key.</summary>
    public Dictionary<string, int> SlotsOf { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the year has ended: nothing is begun any more.</summary>
    public bool IsOver { get; set; }

    /// <summary>What must not be, in words.</summary>
    public List<string> Problems { get; } = [];

    public bool HasEvents => _events.Count > 0;

    public DateTimeOffset NextEventAt => _events.TryPeek(out _, out var when) ? when.At : DateTimeOffset.MaxValue;

    /// <summary>Plans something; it may turn out to be nothing when its time has come (null).</summary>
    public void At(DateTimeOffset time, Func<Func<Task>?> what) => _events.Enqueue(what, (time, ++_number));

    public void In(TimeSpan time, Func<Func<Task>?> what) => At(Clock.Now + time, what);

    /// <summary>What comes next, at its time.</summary>
    public Func<Task>? TakeEvent()
    {
        var at = NextEventAt;
        var what = _events.Dequeue();
        Clock.MoveTo(at);
        return what();
    }

    /// <summary>True once in so many times.</summary>
    public bool Once(int inSoMany) => Random.Next(inSoMany) == 0;

    public TimeSpan UpTo(double seconds) => TimeSpan.FromSeconds(Random.NextDouble() * seconds);

    /// <summary>A time whose mean is as given: most are shorter, some much longer.</summary>
    public TimeSpan About(TimeSpan mean) => -Math.Log(1 - Random.NextDouble()) * mean;

    public void Problem(string what)
    {
        Counts.Add("problem");
        if (Problems.Count < 200)
        {
            Problems.Add($"{Clock.Now:u} {what}");
        }
    }

    /// <summary>A run's id as a number: 24 digits of base 36.</summary>
    public static UInt128 Number(ReadOnlySpan<char> runId)
    {
        UInt128 number = 0;
        foreach (var digit in runId[^RunId.Length..])
        {
            number = number * 36 + (uint)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
        }

        return number;
    }

    public void Dispose() => Interleaving.Dispose();
}
