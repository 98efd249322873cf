using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios.LostAnswers;

/// <summary>A kind of transaction, and what to do so that it is committed.</summary>
/// <param name="Commit">Text that stands in the body of the transaction in question and of no other.</param>
/// <param name="Act">What a process does; the result is what its caller is told.</param>
/// <param name="Done">That result where all is well.</param>
internal sealed record LostAnswerKind(string Commit, Func<LostAnswerWorld, BareProcess, Task<object>> Act, object Done)
{
    /// <summary>What comes before; not disturbed.</summary>
    public Func<LostAnswerWorld, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    /// <summary>What the rival does after our commit and before we know of it.</summary>
    public required Func<LostAnswerWorld, Task> BuildOn { get; init; }

    /// <summary>What we are told then. Null: as <see cref="Done"/>.</summary>
    public object? BuiltOn { get; init; }

    /// <summary>What the rival does where our first request never arrives. Null: the same as we.</summary>
    public Func<LostAnswerWorld, Task>? Race { get; init; }

    /// <summary>What we are told then.</summary>
    public required object Raced { get; init; }

    /// <summary>Whether there is an agent whose feed and totals tell of the runs.</summary>
    public bool HasAgent { get; init; } = true;

    /// <summary>What must be true in the end; the mode is Lost, BuiltOn or Raced. Null: only what must always be.</summary>
    public Func<LostAnswerWorld, string, Task>? Verify { get; init; }
}
