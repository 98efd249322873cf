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

    [Theory]
    [InlineData(Point.BeforeClaim, 1)]
    [InlineData(Point.AfterClaim, 1)]
    [InlineData(Point.AfterMessage, 1)]
    [InlineData(Point.BeforeOpen, 1)]
    [InlineData(Point.AfterOpen, 1)]
    [InlineData(Point.AfterStart, 1)]
    [InlineData(Point.InCall, 2)]
    [InlineData(Point.AfterCall, 2)]
    [InlineData(Point.AfterLog, 2)]
    [InlineData(Point.AfterClose, 1)]
    public async Task Killed_anywhere_an_occurrence_runs_to_one_record(Point point, int mostCalls)
    {
        var account = azurite.TakeAccount();
        await using var proxy = await StorageProxy.StartAsync(azurite.Server, TestContext.Current.CancellationToken);
        AppProcess? victim = null;
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task Kill()
        {
            if (killed.TrySetResult())
            {
                victim!.Kill();
            }

            return Task.CompletedTask;
        }

        await using var agent = await DemoAgent.StartAsync(new DemoAgentOptions { OnTask = _ => point == Point.InCall ? Kill() : Task.CompletedTask });
        var due = await OverdueScheduleAsync(azurite.Server.ConnectionString(account), agent.Address);
        proxy.Before = request => killed.Task.IsCompleted ? Task.CompletedTask : point switch
        {
            Point.BeforeClaim when IsClaim(request) => Kill(),
            Point.BeforeOpen when IsOpen(request) => Kill(),
            Point.AfterCall when agent.Calls.Any(c => c.FinishedAt is not null) && request.Service == StorageService.Blob => Kill(),
            Point.AfterLog when IsClose(request) => Kill(),
            _ => Task.CompletedTask,
        };
        proxy.After = request => killed.Task.IsCompleted ? Task.CompletedTask : point switch
        {
            Point.AfterClaim when IsClaim(request) => Kill(),
            Point.AfterMessage when request is { Kind: "queue put", Resource: "runs" } => Kill(),
            Point.AfterOpen when IsOpen(request) => Kill(),
            Point.AfterStart when request is { Kind: "table insert", Resource: "LocalDurableActive" } => Kill(),
            Point.AfterClose when IsClose(request) => Kill(),
            _ => Task.CompletedTask,
        };

        var storage = proxy.ConnectionString(account);
        await using (victim = AppProcess.Launch(storage, AppProcess.Hasty)) // it may die before it answers
        {
            await killed.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }

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

    private static bool IsClaim(StorageRequest request) => request.Kind == "table batch" && request.Text.Contains("d%7C", StringComparison.OrdinalIgnoreCase) && request.Text.Contains("Queued", StringComparison.Ordinal);

    private static bool IsOpen(StorageRequest request) => request.Kind == "table batch" && request.Text.Contains("\"Running\"", StringComparison.Ordinal) && request.Text.Contains("x|", StringComparison.Ordinal) && !IsClose(request);

    private static bool IsClose(StorageRequest request) => request.Kind == "table batch" && request.Text.Contains("Succeeded\"", StringComparison.Ordinal) && request.Text.Contains("\"Completed\"", StringComparison.Ordinal);
}
