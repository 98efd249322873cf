using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Tests.Support;

/// <summary>What middleware sees of a call: its function, its token and, where the ASP.NET extension looks for it, its HTTP request.</summary>
internal sealed class HarnessContext(string function, IServiceProvider services, CancellationToken cancel) : FunctionContext
{
    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => function;

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition { get; } = new Definition(function);

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override CancellationToken CancellationToken => cancel;

    public override TraceContext TraceContext => throw NotThere();

    public override BindingContext BindingContext => throw NotThere();

    public override RetryContext RetryContext => throw NotThere();

    public override IInvocationFeatures Features => throw NotThere();

    private static NotSupportedException NotThere() => new("no middleware of the app asked for this when the harness was written");

    private sealed class Definition(string name) : FunctionDefinition
    {
        public override string Name => name;

        public override string Id => name;

        public override string EntryPoint => throw NotThere();

        public override string PathToAssembly => throw NotThere();

        public override ImmutableArray<FunctionParameter> Parameters => throw NotThere();

        public override IImmutableDictionary<string, BindingMetadata> InputBindings => throw NotThere();

        public override IImmutableDictionary<string, BindingMetadata> OutputBindings => throw NotThere();
    }
}
