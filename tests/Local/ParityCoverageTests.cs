using System.Text.RegularExpressions;
using AgentSched.Azurite;

namespace AgentSched.Tests.Local;

/// <summary>What the app relies on in the originals, the parity tests try: on the stand-ins here, on the packages elsewhere.</summary>
[Trait("shows", "originals")]
public sealed partial class ParityCoverageTests
{
    private static readonly AssemblyUse App = AssemblyUse.Of(Originals.Functions);
    private static readonly IReadOnlyList<AssemblyUse> Tried = [.. Originals.Parity.Select(AssemblyUse.Of)];

    [Fact]
    public void Every_member_of_an_original_that_the_app_uses_is_used_by_a_parity_test()
    {
        var used = App.Members.Where(member => Originals.Bears(member.Assembly)).ToHashSet();
        Assert.InRange(used.Count, 50, int.MaxValue); // the app stands on them: an empty list means that nothing was read
        None(used.Except(Tried.SelectMany(use => use.Members)));
    }

    [Fact]
    public void Every_type_of_an_original_that_the_app_names_is_named_by_a_parity_test()
    {
        var used = App.Types.Where(type => Originals.Bears(type.Assembly)).ToHashSet();
        Assert.InRange(used.Count, 20, int.MaxValue);
        None(used.Except(Tried.SelectMany(use => use.Types)));
    }

    /// <summary>The compiler turns these into numbers and text, so the sources are read instead.</summary>
    [Fact]
    public void Every_constant_of_an_original_that_the_app_names_is_named_by_a_parity_test()
    {
        var constants = Originals.Parity.SelectMany(path => AssemblyUse.Of(path).Assemblies).Union(App.Assemblies).Where(Originals.Bears)
            .SelectMany(name => System.Reflection.Assembly.Load(name).GetExportedTypes())
            .SelectMany(type => type.GetFields().Where(field => field.IsLiteral).Select(field => $"{type.Name}.{field.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        var used = Named("functions").Intersect(constants).ToList();
        Assert.Contains("AuthorizationLevel.Anonymous", used);
        None(used.Except(Named("tests/Parity")).Select(name => ("a source file", name)));
    }

    private static HashSet<string> Named(string folder) => [.. Directory
        .EnumerateFiles(Path.Combine(Checkout.Root(), folder), "*.cs", SearchOption.AllDirectories)
        .SelectMany(file => TypeAndMember().Matches(File.ReadAllText(file))).Select(match => match.Value)];

    private static void None(IEnumerable<(string Assembly, string Name)> missing)
    {
        var lines = missing.Select(item => $"{item.Assembly}: {item.Name}").Order(StringComparer.Ordinal).ToList();
        Assert.True(lines.Count == 0, $"tests/Parity does not use what functions/ uses; add a test for each:\n{string.Join('\n', lines)}");
    }

    [GeneratedRegex(@"\b[A-Z]\w*\.[A-Z]\w*\b")]
    private static partial Regex TypeAndMember();
}
