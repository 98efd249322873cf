using System.Globalization;

namespace AgentSched.Bench;

/// <summary>
/// USD for an idle month and for a million runs, alone in their seconds and together: what <c>requests</c> counted last times list prices.
/// Without taxes, free grants, alerts, and what agents cost.
/// </summary>
internal static class CostBench
{
    // List prices, USD, East US, pay as you go, known as of November 2026 from the Azure pricing pages; look them up before you rely on them.
    private const double PerTableTransaction = 0.00036 / 10_000; // Table storage, LRS; a batch is one
    private const double PerQueueOperation = 0.004 / 10_000; // Queue storage, general-purpose v2
    private const double PerBlobWrite = 0.05 / 10_000; // block blobs, hot, LRS
    private const double PerBlobOther = 0.004 / 10_000; // reads, leases and the rest, likewise
    private const double PerStoredGigabyteMonth = 0.045; // Table storage, LRS
    private const double PerExecution = 0.40 / 1_000_000; // Functions, Flex Consumption, on demand
    private const double PerGigabyteSecond = 0.000026; // the same
    private const double PerTelemetryGigabyte = 2.30; // Application Insights, analytics logs

    // Memory is billed while anything runs, a second at least: a tick and a sweep.
    private const double TimersPerMinute = 2, InstanceGigabytes = 2;
    private const double MinutesPerMonth = 30 * 24 * 60, Million = 1_000_000, Gigabyte = 1_000_000_000;
    private const double RowBytes = 2_500; // a run's two records

    public static int Run(Options options)
    {
        var read = options.Read(("seconds-per-run", 30, 0), ("runs-at-once", 10, 1), ("days-kept", 90, 1));
        if (MeasuredRequests.Load() is not { } measured)
        {
            Console.Error.WriteLine("Nothing has been counted yet: run the bench \"requests\" first, in the same configuration.");
            return 1;
        }

        var (idle, alone, together) = (measured.Idle, measured.Alone, measured.Together);
        var held = read[0] / (double)read[1] * InstanceGigabytes * PerGigabyteSecond * Million;
        var kept = Million / 30 * read[2] * RowBytes / Gigabyte * PerStoredGigabyteMonth;
        (string What, double Idle, double Alone, double Together)[] lines =
        [
            Of("table transactions", costs => costs.Tables * PerTableTransaction),
            Of("queue operations", costs => costs.Queues * PerQueueOperation),
            Of("blob writes", costs => costs.BlobWrites * PerBlobWrite),
            Of("other blob operations", costs => costs.BlobOthers * PerBlobOther),
            ("executions", (idle.Executions + TimersPerMinute) * MinutesPerMonth * PerExecution, alone.Executions * Million * PerExecution, together.Executions * Million * PerExecution),
            ("memory: ticks and sweeps; agents that answer", TimersPerMinute * MinutesPerMonth * InstanceGigabytes * PerGigabyteSecond, held, held),
            Of("telemetry", costs => costs.TelemetryBytes / Gigabyte * PerTelemetryGigabyte),
            ("rows kept, a million runs a month", 0, kept, kept),
        ];

        Console.WriteLine(Invariant($"From the last counts of `requests`: idle {Text(idle)} a minute; alone {Text(alone)} a run; together {Text(together)} a run. {BenchRig.Shards} shards. Agents answer after {read[0]} s, {read[1]} runs at once on an instance of {InstanceGigabytes} GB; records are kept for {read[2]} days."));
        Console.WriteLine();
        Console.WriteLine("| USD | a month idle, one instance always awake | a million runs, alone | a million runs, together |");
        Console.WriteLine("|---|--:|--:|--:|");
        foreach (var (what, ofIdle, ofAlone, ofTogether) in lines.Append(("**all**", lines.Sum(l => l.Idle), lines.Sum(l => l.Alone), lines.Sum(l => l.Together))))
        {
            Console.WriteLine(Invariant($"| {what} | {ofIdle:0.00} | {ofAlone:0.00} | {ofTogether:0.00} |"));
        }

        return 0;

        (string, double, double, double) Of(string what, Func<Costs, double> usd) => (what, usd(idle) * MinutesPerMonth, usd(alone) * Million, usd(together) * Million);
    }

    private static string Text(Costs costs) => Invariant($"{costs.Tables:0.00} table, {costs.Queues:0.00} queue, {costs.BlobWrites + costs.BlobOthers:0.00} blob, {costs.TelemetryBytes:0} bytes of telemetry");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
