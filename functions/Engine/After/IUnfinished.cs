using Azure.Data.Tables;

namespace AgentSched.Engine.After;

/// <summary>A kind of row that says what is left to do; whoever wrote it does it right away, and the sweep after a crash.</summary>
public interface IUnfinished
{
    /// <summary>What the keys of such rows begin with.</summary>
    string Prefix { get; }

    /// <summary>Does it. Safe to repeat.</summary>
    /// <param name="row">The row.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancel">Ends the call.</param>
    Task ResumeAsync(TableEntity row, DateTimeOffset now, CancellationToken cancel);
}
