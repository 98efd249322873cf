namespace AgentSched.Hosting.Workers;

/// <summary>A worker that was started: a process, or within this one.</summary>
internal interface IWorker : IAsyncDisposable
{
    /// <summary>For the log.</summary>
    string Name { get; }

    /// <summary>Where its HTTP endpoint listens; null: where it says itself.</summary>
    Uri? HttpAddress => null;

    /// <summary>Ends with the worker; the result says how it ended.</summary>
    Task<string> Exited { get; }

    void Kill()
    {
    }
}
