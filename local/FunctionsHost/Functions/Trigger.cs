using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.FunctionsHost.Functions;

/// <summary>What started an invocation: the value for the trigger's parameter and the data for the others.</summary>
internal abstract class Trigger : RetryContext
{
    /// <summary>By name, ignoring case.</summary>
    public virtual IReadOnlyDictionary<string, object?> Data => ImmutableDictionary<string, object?>.Empty;

    public virtual ArrivedRequest? Request => null;

    /// <summary>W3C trace parent of the caller, if it sent one.</summary>
    public virtual string? TraceParent => null;

    /// <summary>False: the token fires only when whoever started the function says so.</summary>
    public virtual bool EndsWithHost => true;

    public override int RetryCount => 0;

    public override int MaxRetryCount => 0;
}
