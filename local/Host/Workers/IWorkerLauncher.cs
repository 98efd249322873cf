namespace AgentSched.Hosting.Workers;

/// <summary>Starts workers: processes, or one in this process.</summary>
internal interface IWorkerLauncher
{
    /// <param name="workerId">The id with which the worker connects.</param>
    /// <param name="server">Where it connects.</param>
    /// <param name="cancel">Cancels the start.</param>
    Task<IRunningWorker> StartAsync(string workerId, Uri server, CancellationToken cancel);
}

/// <summary>A worker that was started.</summary>
internal interface IRunningWorker : IAsyncDisposable
{
    /// <summary>Null in this process.</summary>
    int? ProcessId { get; }

    /// <summary>Where its HTTP endpoint listens; null: where it says itself.</summary>
    Uri? HttpAddress { get; }

    /// <summary>Ends with the worker; the result says how it ended.</summary>
    Task<string> Exited { get; }
}
