using Azure.Data.Tables;

namespace AgentSched.Engine.After;

/// <summary>Pending work, recorded in rows of one kind. The writer does it right after its commit; after a crash, the sweep does it.</summary>
public interface IUnfinished
{
    /// <summary>Key prefix of these rows.</summary>
    string Prefix { get; }

    /// <summary>Does the work of a row. Safe to repeat.</summary>
    /// <param name="row">The row.</param>
    /// <param name="now">The current time.</param>
    /// <param name="cancel">Cancels the call.</param>
    Task ResumeAsync(TableEntity row, DateTimeOffset now, CancellationToken cancel);
}
