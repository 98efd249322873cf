using System.Globalization;
using AgentSched.Demo;
using AgentSched.Faults;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Host;

/// <summary>One occurrence, one kill on its way, and who comes after it. On a storage account, behind a proxy and with an agent of its own.</summary>
internal sealed class OneKill(AzuriteFixture azurite, Moment moment, Victim victim) : IAsyncDisposable
{
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(90);

    private readonly int _account = azurite.TakeAccount();
    private readonly TaskCompletionSource<DateTimeOffset> _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _marked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StorageProxy _proxy = null!;
    private AppProcess _app = null!;
    private AppProcess? _next;
    private int _kills;

    public string Output => $"{_app?.Output}\n-- next host --\n{_next?.Output}";

    private string Storage => azurite.Server.ConnectionString(_account);

    /// <returns>What it took.</returns>
    public async Task<string> RunAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        _proxy = await StorageProxy.StartAsync(azurite.Server, cancel);
        await using var agent = await DemoAgent.StartAsync(new DemoAgentOptions { OnTask = _ => moment == Moment.InCall ? InCallAsync() : Task.CompletedTask }, cancel);
        var due = await OverdueScheduleAsync(agent.Address);
        Watch(agent);
        _app = AppProcess.Launch(_proxy.ConnectionString(_account), AppProcess.Hasty); // it may die before it answers
        var killedAt = await _killed.Task.WaitAsync(Recovery, cancel);
        var (left, leftCalls) = await LeftBehindAsync();
        Assert.Equal(moment switch { Moment.BeforeClaim => "due", <= Moment.BeforeOpen => "Queued", Moment.AfterClose => "Succeeded", _ => "Running" }, left);
        if (victim != Victim.Worker)
        {
            _next = await AppProcess.StartAsync(_proxy.ConnectionString(_account), AppProcess.Hasty);
        }

        var run = await FinishedAsync();
        Assert.Equal(("succeeded", due), ((string?)run.GetString("Status")?.ToLowerInvariant(), run.GetDateTimeOffset("DueTime")));
        var calls = agent.Calls;
        Assert.Single(calls.Select(call => call.IdempotencyKey).Distinct());
        Assert.Equal(moment is Moment.InCall or Moment.AfterCall or Moment.AfterBlob ? 2 : 1, calls.Count);
        Assert.Equal(Enumerable.Range(1, calls.Count).Select(number => (int?)number), calls.Select(call => call.Attempt)); // the agent is told, and so is the record's reader
        Assert.Equal(calls.Count, run.GetInt32("Attempts"));
        Assert.True(run.GetDateTimeOffset("StartedAt") <= calls[0].ReceivedAt, $"started {run.GetDateTimeOffset("StartedAt"):O}, called {calls[0].ReceivedAt:O}");
        var took = run.GetDateTimeOffset("FinishedAt")!.Value - killedAt;
        Assert.True(took <= Recovery, $"ended {took.TotalSeconds:0} s after the kill");
        await new Rows(Storage).AssertAtRestAsync();
        await FeedCheck.AssertAsync(Storage);
        await UsageCheck.AssertAsync(Storage);
        return string.Create(CultureInfo.InvariantCulture, $"left {left} after {leftCalls} calls, ended {took.TotalSeconds:0.0} s after the kill");
    }

    public async ValueTask DisposeAsync()
    {
        if (_next is not null)
        {
            await _next.DisposeAsync();
        }

        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }
    }

    private void Watch(DemoAgent agent)
    {
        // "Before": the dying process has sent the request, and storage never sees it.
        _proxy.Decide = request =>
        {
            var last = Volatile.Read(ref _kills) == 0 && moment switch
            {
                Moment.BeforeClaim => Killing.IsClaim(request),
                Moment.BeforeOpen => Killing.IsOpen(request),
                Moment.AfterCall => request is { Service: StorageService.Blob, Resource: "run-logs" } && agent.Calls.Any(call => call.FinishedAt is not null),
                Moment.AfterBlob => Killing.IsClose(request),
                _ => false,
            };
            if (!last)
            {
                return ProxyVerdict.Forward;
            }

            Kill();
            return ProxyVerdict.Reset;
        };
        _proxy.After = request =>
        {
            if (Killing.IsCallMark(request))
            {
                _marked.TrySetResult();
            }

            if (moment switch
            {
                Moment.AfterClaim => Killing.IsClaim(request),
                Moment.AfterMessage => request is { Kind: "queue put", Resource: "runs" },
                Moment.AfterOpen => Killing.IsOpen(request),
                Moment.AfterStart => Killing.IsStart(request),
                Moment.AfterClose => Killing.IsClose(request),
                _ => false,
            })
            {
                Kill();
            }

            return Task.CompletedTask;
        };
    }

    /// <summary>Once: whoever comes next lives.</summary>
    private void Kill()
    {
        if (Interlocked.Exchange(ref _kills, 1) == 0)
        {
            var at = DateTimeOffset.UtcNow;
            _app.Kill(victim);
            _killed.SetResult(at);
        }
    }

    /// <summary>In the middle of a call, its mark is written.</summary>
    private async Task InCallAsync()
    {
        if (Volatile.Read(ref _kills) == 0)
        {
            await _marked.Task;
            Kill();
        }
    }

    /// <summary>A schedule with one occurrence an hour, the last of which passed a minute ago and was not claimed.</summary>
    private async Task<DateTimeOffset> OverdueScheduleAsync(Uri agent)
    {
        var now = DateTimeOffset.UtcNow;
        var due = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, TimeSpan.Zero).AddMinutes(-1);
        await using var app = await TestApp.StartAsync(azurite, due.AddSeconds(-30).ToString("O"), storage: Storage);
        await app.Api.RegisterAgentAsync("alice", agent);
        await app.Api.CreateScheduleAsync("alice", cron: $"{due.Minute} * * * *", message: "say much [response 20000]"); // too long for the record, so a blob has it
        return due;
    }

    private async Task<(string Status, int Calls)> LeftBehindAsync()
    {
        var rows = new Rows(Storage);
        var row = (await rows.OfKindAsync('r')).SingleOrDefault() ?? (await rows.OfKindAsync('x')).SingleOrDefault();
        return (row?.GetString("Status") ?? "due", row?.GetInt32("Attempts") ?? 0);
    }

    /// <summary>The one record, once the run has ended and nothing of it is left to do.</summary>
    private Task<Azure.Data.Tables.TableEntity> FinishedAsync()
    {
        var rows = new Rows(Storage);
        return Eventually.SeeAsync(
            async () => (await rows.OfKindAsync('x')) is { Count: > 0 } all && all.All(run => run.GetDateTimeOffset("FinishedAt") is not null)
                && (await rows.OfKindAsync('r')).Count == 0 ? Assert.Single(all) : null,
            Recovery + TimeSpan.FromSeconds(30));
    }
}
