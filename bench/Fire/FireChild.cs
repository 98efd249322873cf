namespace AgentSched.Bench;

/// <summary>The process in which <see cref="FireApp"/> runs. It ends when this one closes its standard input, or ends.</summary>
internal sealed class FireChild : IAsyncDisposable
{
    private readonly OrderedProcess _process;

    private FireChild(OrderedProcess process) => _process = process;

    public static async Task<FireChild> StartAsync(IReadOnlyDictionary<string, string> settings) =>
        new(await OrderedProcess.StartAsync(["dotnet", typeof(FireChild).Assembly.Location, "fire-app"], settings));

    public Task TickAsync() => _process.AskAsync<string>(FireApp.Tick);

    public Task CountOthersAsync(bool on) => _process.AskAsync<string>(on ? FireApp.Listen : FireApp.Silence);

    public Task<int> ClosedAsync() => _process.AskAsync<int>(FireApp.Closed);

    public Task<FireReport> ReportAsync() => _process.AskAsync<FireReport>(FireApp.Report);

    /// <summary>SIGKILL: nothing of the app runs any more when this returns.</summary>
    public void Kill() => _process.Kill();

    public Task<MemoryFigures> MeasureAsync() => _process.AskAsync<MemoryFigures>(FireApp.Measure);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
