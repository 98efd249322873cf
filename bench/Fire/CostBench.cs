using System.Globalization;

namespace AgentSched.Bench;

/// <summary>
/// USD a month for a number of schedules and runs: counted requests (<c>fire</c>, and the tests of what runs cost) times list prices.
/// Without taxes, free grants, logs kept in Application Insights, and what agents cost.
/// </summary>
internal static class CostBench
{
    // List prices, USD, East US, pay as you go, known as of November 2026 from the Azure pricing pages; look them up before you rely on them.
    private const decimal PerTableTransaction = 0.00036m / 10_000; // Table storage, LRS
    private const decimal PerQueueOperation = 0.004m / 10_000; // Queue storage, general-purpose v2
    private const decimal PerBlobWrite = 0.05m / 10_000; // block blobs, hot, LRS
    private const decimal PerStoredGigabyteMonth = 0.045m; // Table storage, LRS
    private const decimal PerExecution = 0.40m / 1_000_000; // Functions, Flex Consumption, on demand
    private const decimal PerGigabyteSecond = 0.000026m; // the same

    // Counted. Of the app: six to its tables, a message, a log. Of the host: a message received and deleted. Of Durable's backend: 18 for an orchestration with one step.
    private const decimal AppTables = 6, AppTablesTogether = 2.2m, Messages = 3, MessagesTogether = 0.1m, Logs = 1;
    private const decimal DurableTables = 9, DurableQueues = 9;

    // Executions: the queue function, two turns of the orchestrator, the step. Memory is billed while anything runs.
    private const decimal ExecutionsPerRun = 4, InstanceGigabytes = 2, TickSeconds = 1; // a second is the least that is billed
    private const decimal HeldSeconds = 4; // from the slot to its second: between none and the setting Lead, 8 s
    private const decimal MinutesPerMonth = 30 * 24 * 60;
    private const decimal RowBytes = 2_500; // a run's two records; a schedule's three rows

    public static int Run(Options options)
    {
        var read = options.Read(("schedules", 1_000, 0), ("runs-per-day", 24_000, 0), ("seconds-per-run", 30, 0), ("runs-at-once", 10, 1), ("shards", 32, 1), ("days-kept", 90, 1));
        var (schedules, runs, seconds, atOnce, shards, kept) = (read[0], read[1] * 30m, read[2], read[3], read[4], read[5]);
        (string What, decimal Alone, decimal Together)[] lines =
        [
            Same("ticks and sweeps: table queries", 2 * shards * MinutesPerMonth * PerTableTransaction),
            Same("ticks and sweeps: executions", 2 * MinutesPerMonth * (PerExecution + (TickSeconds * InstanceGigabytes * PerGigabyteSecond))),
            ("runs: the app's tables", runs * AppTables * PerTableTransaction, runs * AppTablesTogether * PerTableTransaction),
            ("runs: messages", runs * Messages * PerQueueOperation, runs * MessagesTogether * PerQueueOperation),
            Same("runs: logs written", runs * Logs * PerBlobWrite),
            Same("runs: Durable's tables and queues", runs * ((DurableTables * PerTableTransaction) + (DurableQueues * PerQueueOperation))),
            Same("runs: executions", runs * ExecutionsPerRun * PerExecution),
            Same("runs: memory while they wait for their second", runs * HeldSeconds / atOnce * InstanceGigabytes * PerGigabyteSecond),
            Same("runs: memory while agents answer", runs * seconds / atOnce * InstanceGigabytes * PerGigabyteSecond),
            Same("rows kept", ((runs / 30 * kept) + schedules) * RowBytes / 1_000_000_000 * PerStoredGigabyteMonth),
        ];

        Console.WriteLine(Invariant($"{schedules:N0} schedules, {runs:N0} runs in 30 days, {seconds} s each, {atOnce} at once on an instance of {InstanceGigabytes} GB; {shards} shards; records kept for {kept} days."));
        Console.WriteLine();
        Console.WriteLine("| USD a month | runs one by one | many of one second |");
        Console.WriteLine("|---|--:|--:|");
        foreach (var (what, alone, together) in lines.Append(("**all**", lines.Sum(l => l.Alone), lines.Sum(l => l.Together))))
        {
            Console.WriteLine(Invariant($"| {what} | {alone:0.00} | {together:0.00} |"));
        }

        return 0;
    }

    private static (string What, decimal Alone, decimal Together) Same(string what, decimal usd) => (what, usd, usd);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
