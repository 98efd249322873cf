namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a function gave back: its result, and what it wrote to output bindings. A feature of the invocation.</summary>
internal sealed class InvocationOutcome
{
    public object? Result { get; set; }

    public List<OutputEntry> Outputs { get; } = [];
}

/// <summary>One value for one output binding; the host sends it after the middleware.</summary>
internal sealed class OutputEntry(string name, string bindingType, Attribute binding)
{
    public string Name { get; } = name;

    public string BindingType { get; } = bindingType;

    public Attribute Binding { get; } = binding;

    public object? Value { get; set; }
}

internal sealed class OutcomeResult(InvocationOutcome outcome) : InvocationResult
{
    public override object? Value
    {
        get => outcome.Result;
        set => outcome.Result = value;
    }
}

internal sealed class OutcomeResult<T>(InvocationOutcome outcome) : InvocationResult<T>
{
    public override T? Value
    {
        get => outcome.Result is T value ? value : default;
        set => outcome.Result = value;
    }
}

internal sealed class OutcomeOutput<T>(OutputEntry entry) : OutputBindingData<T>
{
    public override T? Value
    {
        get => entry.Value is T value ? value : default;
        set => entry.Value = value;
    }

    public override string Name => entry.Name;

    public override string BindingType => entry.BindingType;
}
