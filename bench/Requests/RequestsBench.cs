using System.Globalization;
using AgentSched.Azurite;
using AgentSched.Demo;

namespace AgentSched.Bench;

/// <summary>What a run costs the app in storage requests, by kind of run and by kind of request. Counted, so load changes nothing. All but the first line: in a process that knows agents and schedules.</summary>
internal static class RequestsBench
{
    private static readonly string[] Kinds = ["table GET", "table batch", "queue POST", "blob PUT"];

    public static int Run(Options options)
    {
        options.Read();
        RunAsync().GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync()
    {
        await using var azurite = await AzuriteServer.StartAsync(new AzuriteOptions { InMemory = true, Accounts = 8, Log = Console.Error.WriteLine });
        await using var agent = await DemoAgent.StartAsync();
        Console.WriteLine($"| run | {string.Join(" | ", Kinds)} | **all** |");
        Console.WriteLine($"|---|{string.Concat(Enumerable.Repeat("--:|", Kinds.Length + 1))}");
        var account = 0;
        await SayAsync(["plain, in a process that knows nothing yet", "plain, in one that knows its agent and schedule"], app => app.ScheduleAsync("x"), app => app.TickAsync(), app => app.TickAsync());
        await SayAsync(["with one retry"], app => app.ScheduleAsync("x [fail 1 then ok]"), app => app.TickAsync());
        await SayAsync(
            ["two of one agent and one second, one of which waits for the other"],
            async app =>
            {
                await app.ScheduleAsync("x");
                await app.ScheduleAsync("y");
            },
            app => app.TickAsync());
        await SayAsync(["asynchronous: accepted, and called back later"], app => app.ScheduleAsync("x [async 300ms]"), app => app.TickAsync());
        await SayAsync(["ad hoc, over HTTP"], _ => Task.CompletedTask, app => app.AskAsync("x"));
        await SayAsync(
            ["sixteen of one second and one shard"],
            async app =>
            {
                for (var i = 0; i < 16; i++)
                {
                    await app.ScheduleAsync($"{i}");
                }
            },
            app => app.TickAsync());

        async Task SayAsync(string[] names, Func<RequestsApp, Task> setUp, params Func<RequestsApp, Task>[] steps)
        {
            var storage = azurite.ConnectionString(account++);
            await using (var before = await RequestsApp.StartAsync(storage, "2026-01-05T09:00:00Z"))
            {
                await before.RegisterAsync(agent.Address, maxConcurrent: names[0].StartsWith("sixteen", StringComparison.Ordinal) ? 16 : 1);
                await setUp(before);
            }

            await using var app = await RequestsApp.StartAsync(storage, "2026-01-05T09:59:00Z", callsBack: names[0].StartsWith("asynchronous", StringComparison.Ordinal)); // a process that has not seen any of it
            if (names.Length == 1)
            {
                app.NextMinute();
                await steps[0](app); // not counted: from here on it knows what there is
            }

            foreach (var (name, step) in names.Zip(steps))
            {
                app.NextMinute();
                var counts = await app.CountAsync(() => step(app));
                var cells = Kinds.Select(kind => counts.GetValueOrDefault(kind)).Append(counts.Values.Sum());
                Console.WriteLine($"| {name} | {string.Join(" | ", cells.Select(n => n.ToString(CultureInfo.InvariantCulture)))} |");
            }
        }
    }
}
