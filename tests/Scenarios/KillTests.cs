using AgentSched.Demo;
using AgentSched.Faults;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>
/// The process is killed (SIGKILL) between any two of claim, message, open, start, call, log, close. Whatever the point, after
/// a restart the occurrence has exactly one record, and the agent saw its work once, or twice under the same key where the
/// kill fell after the call began.
/// </summary>
[Trait("shows", "main-job")]
[Trait("shows", "proof")]
public sealed class KillTests(AzuriteFixture azurite)
{
    /// <summary>Where the process dies: seen from storage, which is all that is left of it.</summary>
    public enum Point
    {
        BeforeClaim,
        AfterClaim,
        AfterMessage,
        BeforeOpen,
        AfterOpen,
        AfterStart,
        InCall,
        AfterCall,
        AfterLog,
        AfterClose,
    }

    [Theory] // the point, what it leaves behind, how often the agent may be called in all
    [InlineData(Point.BeforeClaim, "due", 1)]
    [InlineData(Point.AfterClaim, "Queued", 1)]
    [InlineData(Point.AfterMessage, "Queued", 1)]
    [InlineData(Point.BeforeOpen, "Queued", 1)]
    [InlineData(Point.AfterOpen, "Running", 1)]
    [InlineData(Point.AfterStart, "Running", 1)]
    [InlineData(Point.InCall, "Running", 2)]
    [InlineData(Point.AfterCall, "Running", 2)]
    [InlineData(Point.AfterLog, "Running", 2)]
    [InlineData(Point.AfterClose, "Succeeded", 1)]
    public async Task Killed_anywhere_an_occurrence_runs_to_one_record(Point point, string left, int mostCalls)
    {
        var account = azurite.TakeAccount();
        await using var proxy = await StorageProxy.StartAsync(azurite.Server, TestContext.Current.CancellationToken);
        AppProcess? victim = null;
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Kill()
        {
            // Once: the second process lives.
            if (killed.TrySetResult())
            {
                victim!.Kill();
            }
        }

        Task KillIf(bool last)
        {
            if (last)
            {
                Kill();
            }

            return Task.CompletedTask;
        }

        await using var agent = await DemoAgent.StartAsync(new DemoAgentOptions { OnTask = _ => KillIf(point == Point.InCall) });
        var due = await OverdueScheduleAsync(azurite.Server.ConnectionString(account), agent.Address);
        // "Before": the dying process has sent the request, and storage never sees it.
        proxy.Decide = request =>
        {
            var last = !killed.Task.IsCompleted && point switch
            {
                Point.BeforeClaim => IsClaim(request),
                Point.BeforeOpen => IsOpen(request),
                Point.AfterCall => request.Service == StorageService.Blob && agent.Calls.Any(call => call.FinishedAt is not null),
                Point.AfterLog => IsClose(request),
                _ => false,
            };
            if (!last)
            {
                return ProxyVerdict.Forward;
            }

            Kill();
            return ProxyVerdict.Reset;
        };
        proxy.After = request => KillIf(point switch
        {
            Point.AfterClaim => IsClaim(request),
            Point.AfterMessage => request is { Kind: "queue put", Resource: "runs" },
            Point.AfterOpen => IsOpen(request),
            Point.AfterStart => request is { Kind: "table insert", Resource: "LocalDurableActive" },
            Point.AfterClose => IsClose(request),
            _ => false,
        });

        var storage = proxy.ConnectionString(account);
        await using (victim = AppProcess.Launch(storage, AppProcess.Hasty)) // it may die before it answers
        {
            await killed.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }

        Assert.Equal(left, await LeftBehindAsync(new Rows(azurite.Server.ConnectionString(account))));
        await using var app = await AppProcess.StartAsync(storage, AppProcess.Hasty);
        var runs = await Eventually.SeeAsync(
            async () => await app.Api.RunsAsync("alice") is { Count: > 0 } all && all.All(r => r["finishedAt"] is not null) ? all : null,
            TimeSpan.FromSeconds(60),
            () => app.Output);
        var run = Assert.Single(runs);
        Assert.Equal(("succeeded", due), ((string?)run["status"], (DateTimeOffset?)run["dueTime"]));
        Assert.Single(agent.Calls.Select(call => call.IdempotencyKey).Distinct());
        Assert.InRange(agent.Calls.Count, 1, mostCalls);
        Assert.Equal(1, (int?)run["attempts"]);
        await new Rows(azurite.Server.ConnectionString(account)).AssertAtRestAsync();
        await FeedCheck.AssertAsync(azurite.Server.ConnectionString(account));
    }

    /// <summary>A schedule with one occurrence an hour, the last of which passed a minute ago and was not claimed.</summary>
    private async Task<DateTimeOffset> OverdueScheduleAsync(string storage, Uri agent)
    {
        var now = DateTimeOffset.UtcNow;
        var due = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, TimeSpan.Zero).AddMinutes(-1);
        await using var app = await TestApp.StartAsync(azurite, due.AddSeconds(-30).ToString("O"), storage: storage);
        await app.Api.RegisterAgentAsync("alice", agent);
        await app.Api.CreateScheduleAsync("alice", cron: $"{due.Minute} * * * *");
        return due;
    }

    private static async Task<string> LeftBehindAsync(Rows rows) =>
        (await rows.OfKindAsync('r')).SingleOrDefault()?.GetString("Status") ?? (await rows.OfKindAsync('x')).SingleOrDefault()?.GetString("Status") ?? "due";

    private static bool IsClaim(StorageRequest request) => request.Kind == "table batch" && request.Text.Contains("d%7C", StringComparison.OrdinalIgnoreCase) && request.Text.Contains("Queued", StringComparison.Ordinal);

    private static bool IsOpen(StorageRequest request) => request.Kind == "table batch" && request.Text.Contains("\"Running\"", StringComparison.Ordinal) && request.Text.Contains("x|", StringComparison.Ordinal) && !IsClose(request);

    private static bool IsClose(StorageRequest request) => request.Kind == "table batch" && request.Text.Contains("Succeeded\"", StringComparison.Ordinal) && request.Text.Contains("\"Completed\"", StringComparison.Ordinal);
}
