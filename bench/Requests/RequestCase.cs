namespace AgentSched.Bench;

/// <summary>Runs whose requests are counted together.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Runs">How many.</param>
/// <param name="Minutes">How long until all is quiet again, from a minute before the first is due.</param>
/// <param name="Message">What the agent is told.</param>
/// <param name="Apart">Time between one due time and the next.</param>
/// <param name="OnDemand">Whether they are asked for over HTTP instead of being scheduled.</param>
internal sealed record RequestCase(string Name, int Runs, int Minutes, string Message, TimeSpan Apart, bool OnDemand = false)
{
    /// <summary>From the beginning of its window: the second tick in it.</summary>
    private static readonly TimeSpan FirstDue = TimeSpan.FromSeconds(65);

    /// <summary>When a run is due whose window begins at <paramref name="window"/>.</summary>
    public DateTimeOffset DueOf(int run, DateTimeOffset window) => window + FirstDue + (Apart * run);

    /// <summary>All that is measured, after a first round that makes the processes warm.</summary>
    public static IReadOnlyList<RequestCase> All(int alone, int together)
    {
        var (apart, text) = (TimeSpan.FromSeconds(40.0 / alone), $"alone ({alone}, each in a second of its own)");
        return
        [
            new("(first round)", Math.Min(20, together), 2, "Say what has changed.", TimeSpan.Zero),
            .. new[] { 20, 100, 1000, together }.Where(n => n <= together).Distinct().Select(n => new RequestCase($"{n:N0} together", n, n > 500 ? 3 : 2, "Say what has changed.", TimeSpan.Zero)),
            new(text, alone, 2, "Say what has changed.", apart),
            new("on demand, likewise", alone, 2, "Say what has changed.", apart, OnDemand: true),
            new("with one retry, likewise", alone, 2, "Say what has changed. [fail 1 then ok]", apart),
            new("accepted, then called back, likewise", alone, 2, "Say what has changed. [async 2s]", apart),
        ];
    }
}
