using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace AgentSched.FunctionsHost.Functions;

internal sealed class LocalFunctionDefinition : FunctionDefinition
{
    public LocalFunctionDefinition(string name, MethodInfo method, TriggerBindingAttribute trigger)
    {
        Name = name;
        EntryPoint = $"{method.DeclaringType!.FullName}.{method.Name}";
        PathToAssembly = method.DeclaringType.Assembly.Location;
        Id = IdOf(name, Path.GetFileName(PathToAssembly), EntryPoint);
        Parameters = [.. method.GetParameters().Select(parameter =>
            new FunctionParameter(parameter.Name!, parameter.ParameterType, parameter.HasDefaultValue, parameter.HasDefaultValue ? parameter.DefaultValue : null))];
        InputBindings = method.GetParameters()
            .Select(parameter => (parameter.Name, Binding: parameter.GetCustomAttribute<BindingAttribute>()))
            .Where(pair => pair.Binding is TriggerBindingAttribute or InputBindingAttribute)
            .ToImmutableDictionary(pair => pair.Name!, BindingMetadata (pair) => new Metadata(pair.Name!, TypeOf(pair.Binding!), BindingDirection.In), StringComparer.Ordinal);
        OutputBindings = trigger is HttpTriggerAttribute
            ? ImmutableDictionary<string, BindingMetadata>.Empty.Add("$return", new Metadata("$return", "http", BindingDirection.Out))
            : ImmutableDictionary<string, BindingMetadata>.Empty;
    }

    public override ImmutableArray<FunctionParameter> Parameters { get; }

    public override string PathToAssembly { get; }

    public override string EntryPoint { get; }

    public override string Id { get; }

    public override string Name { get; }

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }

    /// <summary>httpTrigger, timerTrigger, queueTrigger, …: the attribute's name without its ending, a small letter first.</summary>
    public static string TypeOf(Attribute binding)
    {
        var name = binding.GetType().Name;
        name = name[..^"Attribute".Length];
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private static string IdOf(params string[] parts)
    {
        unchecked
        {
            var all = parts.Aggregate(17u, (sum, part) => (sum * 31) + part.Aggregate(23u, (inner, letter) => (inner * 31) + letter));
            return all.ToString(CultureInfo.InvariantCulture);
        }
    }

    private sealed class Metadata(string name, string type, BindingDirection direction) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => direction;
    }
}
