using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AgentSched.Tests.Time.Specs.Oracle;

namespace AgentSched.Bench;

/// <summary>The comparison of <c>ClockChangeTests</c> in its long form: all zones, all clock changes of 16 years, many expressions for each.</summary>
internal sealed class CronOracleBench(int expressions, int seed, int seconds)
{
    private const int FirstYear = 2020;
    private const int LastYear = 2035;

    private readonly ConcurrentQueue<(string Zone, long Expressions, string First)> _different = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private long _changes;
    private long _expressions;
    private long _occurrences;
    private int _all;

    public static int Run(Options options)
    {
        var read = options.Read(("expressions", 1000, 1), ("seed", 20261121, 0), ("seconds", 0, 0));
        return new CronOracleBench(read[0], read[1], read[2]).Run();
    }

    private int Run()
    {
        var zones = TzDatabase.DistinctZones();
        var changes = zones.AsParallel().SelectMany(zone => ZoneTransition.Of(zone, FirstYear, LastYear)).ToArray();
        _all = changes.Length;
        // In an order without pattern, so that a run that is cut short has still seen something of every kind of zone.
        Array.Sort(Array.ConvertAll(changes, SeedOf), changes);
        using (new Timer(_ => Console.Error.WriteLine(Progress()), null, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)))
        {
            Parallel.ForEach(Partitioner.Create(changes, EnumerablePartitionerOptions.NoBuffering), Compare);
        }

        Print(zones.Count, changes.Select(change => change.Zone.Id).Distinct(StringComparer.Ordinal).Count());
        foreach (var zone in _different.GroupBy(difference => difference.Zone, StringComparer.Ordinal).OrderBy(zone => zone.Key, StringComparer.Ordinal))
        {
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{zone.Key}: {zone.Count()} changes, {zone.Sum(difference => difference.Expressions):N0} expressions; {zone.Min(difference => difference.First)}"));
        }

        return _different.IsEmpty ? 0 : 1;
    }

    private void Compare(ZoneTransition change, ParallelLoopState loop)
    {
        if (seconds > 0 && Stopwatch.GetElapsedTime(_began).TotalSeconds > seconds)
        {
            loop.Stop();
            return;
        }

        var comparison = new CronComparison(SeedOf(change), expressions);
        comparison.Run([change]);
        if (comparison.Different > 0)
        {
            _different.Enqueue((change.Zone.Id, comparison.Different, comparison.Differences[0]));
        }

        Interlocked.Add(ref _expressions, comparison.Compared);
        Interlocked.Add(ref _occurrences, comparison.Occurrences);
        Interlocked.Increment(ref _changes);
    }

    /// <summary>Follows from the change alone (FNV-1a), so that neither the order of work nor another zone's rules alter its expressions.</summary>
    private int SeedOf(ZoneTransition change)
    {
        var hash = change.ToString().Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u);
        return (int)((hash ^ (uint)seed) & 0x3fffffff);
    }

    private string Progress() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Stopwatch.GetElapsedTime(_began):hh\\:mm\\:ss} {Interlocked.Read(ref _changes):N0} of {_all:N0} changes, {Interlocked.Read(ref _expressions):N0} expressions, {_different.Count} changes with differences");

    private void Print(int zones, int changing)
    {
        Console.WriteLine($"Occurrences around clock changes {FirstYear}–{LastYear}, beside the oracle.");
        Console.WriteLine();
        Console.WriteLine("| what | count |");
        Console.WriteLine("|---|--:|");
        Row("distinct zones", zones);
        Row("zones with changes", changing);
        Row("clock changes", _changes);
        if (_changes < _all)
        {
            Row("clock changes left out (--seconds)", _all - _changes);
        }

        Row("expressions per change", expressions);
        Row("expressions compared", _expressions);
        Row("occurrences compared", _occurrences);
        Row("zones with differences", _different.Select(difference => difference.Zone).Distinct(StringComparer.Ordinal).Count());
        Row("clock changes with differences", _different.Count);
        Row("expressions with differences", _different.Sum(difference => difference.Expressions));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| seed | {seed} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| time | {Stopwatch.GetElapsedTime(_began):hh\\:mm\\:ss} on {Environment.ProcessorCount} cores |"));
    }

    private static void Row(string what, long count) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {count:N0} |"));
}
