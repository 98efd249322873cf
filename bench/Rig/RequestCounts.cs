namespace AgentSched.Bench;

/// <summary>One kind of storage request.</summary>
/// <param name="Service"><c>table</c>, <c>queue</c> or <c>blob</c>.</param>
/// <param name="Name">The table (of the app's own table also the kind of partition), queue or container.</param>
/// <param name="What">The operation, such as <c>batch</c> or <c>get</c>.</param>
internal readonly record struct RequestKind(string Service, string Name, string What);

/// <summary>How often a kind of request arrived.</summary>
/// <param name="Requests">A batch is one.</param>
/// <param name="Operations">The rows of batches; else equal to <paramref name="Requests"/>.</param>
/// <param name="Bytes">Of the bodies sent.</param>
internal readonly record struct Tally(double Requests, double Operations, double Bytes)
{
    public Tally Plus(Tally other, double factor = 1) => new(Requests + (other.Requests * factor), Operations + (other.Operations * factor), Bytes + (other.Bytes * factor));
}

/// <summary>Storage requests by kind: a snapshot, a difference of two, or a rate.</summary>
internal sealed record RequestCounts(IReadOnlyDictionary<RequestKind, Tally> ByKind)
{
    public double Total => Sum(static _ => true);

    public double Sum(Func<RequestKind, bool> which) => ByKind.Where(c => which(c.Key)).Sum(c => c.Value.Requests);

    /// <summary>These without <paramref name="other"/>, so many times; kinds that were fewer here come out negative.</summary>
    public RequestCounts Less(RequestCounts other, double times = 1) => new(
        ByKind.Keys.Union(other.ByKind.Keys).ToDictionary(kind => kind, kind => ByKind.GetValueOrDefault(kind).Plus(other.ByKind.GetValueOrDefault(kind), -times)));

    /// <summary>Divided by a number of runs or minutes.</summary>
    public RequestCounts Per(double count) => new(ByKind.ToDictionary(c => c.Key, c => default(Tally).Plus(c.Value, 1 / count)));

    /// <summary>A Markdown table of all kinds from <paramref name="least"/> requests on, the most frequent first; the rest is one line.</summary>
    /// <param name="unit">What they are divided by, for the head.</param>
    /// <param name="least">Kinds with fewer are put together.</param>
    public void Print(string unit, double least)
    {
        Console.WriteLine($"| service | name | operation | requests {unit} | operations |");
        Console.WriteLine("|---|---|---|--:|--:|");
        foreach (var (kind, tally) in ByKind.Where(c => c.Value.Requests >= least).OrderByDescending(c => c.Value.Requests))
        {
            Console.WriteLine(FormattableString.Invariant($"| {kind.Service} | {kind.Name} | {kind.What} | {tally.Requests:0.00} | {tally.Operations:0.00} |"));
        }

        Console.WriteLine(FormattableString.Invariant($"| | | others | {ByKind.Values.Where(tally => tally.Requests < least).Sum(tally => tally.Requests):0.00} | |"));
        Console.WriteLine(FormattableString.Invariant($"| | | **all** | {Total:0.00} | |"));
    }
}
