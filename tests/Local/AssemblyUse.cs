using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace AgentSched.Tests.Local;

/// <summary>What a compiled assembly asks of other assemblies, read from its metadata: the compiler's own list, so nothing is overlooked.</summary>
internal sealed class AssemblyUse
{
    private AssemblyUse(MetadataReader metadata)
    {
        Assemblies = [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
        Types = [.. metadata.TypeReferences.Select(handle => (Assembly: AssemblyOf(metadata, handle), Type: TypeNames.Of(metadata, handle)))
            .Where(type => type.Assembly is not null).Select(type => (type.Assembly!, type.Type))];
        foreach (var handle in metadata.MemberReferences)
        {
            Add(metadata, metadata.GetMemberReference(handle));
        }

        foreach (var handle in metadata.CustomAttributes)
        {
            Add(metadata, metadata.GetCustomAttribute(handle));
        }
    }

    /// <summary>Simple names.</summary>
    public HashSet<string> Assemblies { get; }

    /// <summary>Assembly and full name, <c>Outer+Inner</c> for a nested one.</summary>
    public HashSet<(string Assembly, string Type)> Types { get; }

    /// <summary>Assembly and <c>Type.Member signature</c>; a generic member counts once, whatever its type arguments are.</summary>
    public HashSet<(string Assembly, string Member)> Members { get; } = [];

    public static AssemblyUse Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        return new(file.GetMetadataReader());
    }

    /// <summary>Of a type in this assembly, null.</summary>
    private static string? AssemblyOf(MetadataReader metadata, TypeReferenceHandle handle) => metadata.GetTypeReference(handle).ResolutionScope switch
    {
        { Kind: HandleKind.AssemblyReference } scope => metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name),
        { Kind: HandleKind.TypeReference } scope => AssemblyOf(metadata, (TypeReferenceHandle)scope),
        _ => null,
    };

    /// <summary>A constructed type's members count as those of its definition.</summary>
    private static TypeReferenceHandle Declaring(MetadataReader metadata, EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeReference)
        {
            return (TypeReferenceHandle)parent;
        }

        if (parent.Kind != HandleKind.TypeSpecification)
        {
            return default;
        }

        var signature = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return default;
        }

        _ = signature.ReadByte(); // class or value type
        return signature.ReadTypeHandle() is { Kind: HandleKind.TypeReference } definition ? (TypeReferenceHandle)definition : default;
    }

    private void Add(MetadataReader metadata, MemberReference member)
    {
        if (Declaring(metadata, member.Parent) is not { IsNil: false } type || AssemblyOf(metadata, type) is not { } assembly)
        {
            return;
        }

        var name = $"{TypeNames.Of(metadata, type)}.{metadata.GetString(member.Name)}";
        if (member.GetKind() == MemberReferenceKind.Field)
        {
            Members.Add((assembly, $"{name} {member.DecodeFieldSignature(TypeNames.Provider, null)}"));
            return;
        }

        var signature = member.DecodeMethodSignature(TypeNames.Provider, null);
        var arity = signature.GenericParameterCount == 0 ? string.Empty : $"`{signature.GenericParameterCount}";
        Members.Add((assembly, $"{name}{arity}({string.Join(", ", signature.ParameterTypes)}) {signature.ReturnType}"));
    }

    /// <summary>The constructor is a member reference of its own; properties set by name stand in the attribute's value only.</summary>
    private void Add(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
        {
            return;
        }

        var type = Declaring(metadata, metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent);
        if (type.IsNil || AssemblyOf(metadata, type) is not { } assembly || !Originals.Bears(assembly))
        {
            return;
        }

        foreach (var named in attribute.DecodeValue(TypeNames.Provider).NamedArguments)
        {
            Members.Add((assembly, $"{TypeNames.Of(metadata, type)}.{named.Name} = {named.Type}"));
        }
    }
}
