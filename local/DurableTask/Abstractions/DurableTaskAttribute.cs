namespace Microsoft.DurableTask;

/// <summary>The name under which an orchestrator or activity class is registered; without it, the class's own.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = false)]
public sealed class DurableTaskAttribute(string? name = null) : Attribute
{
    public TaskName Name { get; } = string.IsNullOrEmpty(name) ? default : new(name);
}
