namespace AgentSched.Time.Specs;

/// <summary>Yields instants in order. Each kind of spec has an implementation.</summary>
internal interface IClock
{
    /// <summary>The first instant strictly after <paramref name="instant"/>: UTC, whole seconds. Null: there is none.</summary>
    DateTimeOffset? NextAfter(DateTimeOffset instant);
}
