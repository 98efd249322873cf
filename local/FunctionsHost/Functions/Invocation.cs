using Microsoft.Azure.Functions.Worker;

namespace AgentSched.FunctionsHost.Functions;

/// <summary>One call of a function: what middleware and the function see of it.</summary>
internal sealed class Invocation(FunctionEntry function, Trigger trigger, IServiceProvider services, CancellationToken cancel) : FunctionContext
{
    private TraceParts? _trace;
    private DataParts? _data;
    private InvocationFeatures? _features;
    private IDictionary<object, object>? _items;

    public FunctionEntry Function => function;

    public Trigger Trigger => trigger;

    public InvocationOutcome Outcome { get; } = new();

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => function.Definition.Id;

    public override TraceContext TraceContext => _trace ??= new TraceParts(trigger.TraceParent);

    public override BindingContext BindingContext => _data ??= new DataParts(trigger);

    public override RetryContext RetryContext => trigger;

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition => function.Definition;

    public override IDictionary<object, object> Items
    {
        get => _items ??= new Dictionary<object, object>();
        set => _items = value;
    }

    public override IInvocationFeatures Features
    {
        get
        {
            if (_features is null)
            {
                _features = new InvocationFeatures();
                _features.Set(Outcome);
                if (trigger.Request is { } request)
                {
                    _features.Set(request);
                }
            }

            return _features;
        }
    }

    public override CancellationToken CancellationToken { get; } = cancel;

    private sealed class DataParts(Trigger trigger) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => trigger.Data;
    }

    /// <summary>As of the moment when first asked: the activity that the function runs in, else what the caller sent.</summary>
    private sealed class TraceParts(string? callers) : TraceContext
    {
        private readonly System.Diagnostics.Activity? _activity = System.Diagnostics.Activity.Current;

        public override string TraceParent => _activity?.Id ?? callers ?? string.Empty;

        public override string TraceState => _activity?.TraceStateString ?? string.Empty;
    }
}
