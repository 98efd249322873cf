namespace Microsoft.Azure.Functions.Worker.Converters;

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Enum | AttributeTargets.Interface | AttributeTargets.Struct | AttributeTargets.Parameter, AllowMultiple = true)]
public class InputConverterAttribute : Attribute
{
    public InputConverterAttribute(Type converterType) =>
        ConverterType = converterType ?? throw new ArgumentNullException(nameof(converterType));

    public Type ConverterType { get; }
}
