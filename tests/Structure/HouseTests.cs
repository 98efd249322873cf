using System.Text.RegularExpressions;
using AgentSched.Azurite;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AgentSched.Tests.Structure;

/// <summary>How the app's sources are laid out: wings, one direction, no circles.</summary>
[Trait("shows", "house")]
public sealed partial class HouseTests
{
    private const int MostLines = 250, MostParameters = 8, LargestCircle = 3;

    private static readonly House Sources = House.Read();

    /// <summary>Each wing, and the wings that it may name.</summary>
    private static readonly Dictionary<string, string[]> Below = new(StringComparer.Ordinal)
    {
        ["Api"] = ["Engine", "Storage", "Outbound", "Model", "Time", "Base"],
        ["Engine"] = ["Storage", "Outbound", "Model", "Time", "Base"],
        ["Storage"] = ["Model", "Time", "Base"],
        ["Outbound"] = ["Model", "Base"],
        ["Model"] = ["Time", "Base"],
        ["Time"] = ["Base"],
        ["Base"] = [],
    };

    /// <summary>What sources of a wing do not name.</summary>
    private static readonly (string[] Wings, string[] Foreign)[] Foreign =
    [
        (["Model", "Time", "Base"], ["Azure", "Microsoft.AspNetCore", "Microsoft.DurableTask", "Microsoft.Azure.Functions"]),
        (["Storage", "Engine"], ["Microsoft.AspNetCore"]),
        (["Api", "Outbound"], ["Azure.Data.Tables"]),
    ];

    [Fact]
    public void A_namespace_is_called_as_its_folder() => Holds(
        from file in Sources.Files
        let name = file.Syntax.Members.OfType<BaseNamespaceDeclarationSyntax>().SingleOrDefault()?.Name.ToString() ?? "AgentSched"
        where name != (file.Room.Length > 0 ? $"AgentSched.{file.Room.Replace('/', '.')}" : "AgentSched")
        select file.Path);

    [Fact]
    public void A_file_lies_in_a_room_of_a_wing() => Holds(
        from file in Sources.Files
        where file.Wing.Length > 0 && (!Below.ContainsKey(file.Wing) || (file.Room == file.Wing && file.Wing != "Base" && Path.GetFileName(file.Path) != "Services.cs"))
        select file.Path);

    [Fact]
    public void Arrows_go_down() => Holds(
        from file in Sources.Files
        from to in file.Arrows
        where file.Wing != HouseFile.WingOf(to) && Below.TryGetValue(file.Wing, out var below) && !below.Contains(HouseFile.WingOf(to))
        select $"{file.Path} -> {to}");

    [Fact]
    public void Rooms_form_no_circle() => Holds(Sources.Circles(HouseFile.RoomOf).Select(circle => string.Join(' ', circle)));

    [Fact]
    public void Files_form_no_large_circle() => Holds(Sources.Circles(path => path).Where(circle => circle.Count > LargestCircle).Select(circle => string.Join(' ', circle)));

    [Fact]
    public void A_wing_speaks_no_foreign_words() => Holds(
        from file in Sources.Files
        from rule in Foreign
        where rule.Wings.Contains(file.Wing)
        from name in file.Syntax.DescendantNodes().OfType<NameSyntax>().Select(name => name.ToString()).Distinct()
        where rule.Foreign.Any(foreign => name == foreign || name.StartsWith($"{foreign}.", StringComparison.Ordinal))
        group name by file.Path into names
        select names.Key);

    [Fact]
    public void A_constructor_takes_a_hand_of_parameters() => Holds(
        from file in Sources.Files
        from node in file.Syntax.DescendantNodes()
        let list = node switch { TypeDeclarationSyntax type => type.ParameterList, ConstructorDeclarationSyntax constructor => constructor.ParameterList, _ => null }
        where list?.Parameters.Count > MostParameters
        select $"{file.Path} {(node as TypeDeclarationSyntax)?.Identifier.Text ?? ((ConstructorDeclarationSyntax)node).Identifier.Text}");

    [Fact]
    public void A_file_is_short() => Holds(from file in Sources.Files where file.Lines > MostLines select file.Path);

    [Fact]
    public void A_file_declares_one_type() => Holds(
        from file in Sources.Files
        let types = file.Types.Where(type => type is not EnumDeclarationSyntax && !type.Identifier.Text.StartsWith("Stored", StringComparison.Ordinal)).ToList()
        where types.Select(type => type.Identifier.Text).Distinct(StringComparer.Ordinal).Count() > 1
        select file.Path);

    [Fact]
    public void Only_rows_name_columns() => Holds(
        from file in Sources.Files
        where file.Room is not ("Storage/Rows" or "Storage/Tables") && Column().IsMatch(file.Syntax.ToString())
        select file.Path);

    [Fact]
    public void Nobody_but_the_root_uses_the_door() => Holds(
        from file in Sources.Files
        where file.Wing.Length > 0 && file.Room != "Api/Door"
        from to in file.Arrows
        where HouseFile.RoomOf(to) == "Api/Door"
        select $"{file.Path} -> {to}");

    [Fact]
    public void A_wing_says_what_lives_in_it() => Holds(Below.Keys.Where(wing => !File.Exists(Path.Combine(Checkout.Root(), "functions", wing, "README.md"))));

    private static void Holds(IEnumerable<string> broken)
    {
        var all = broken.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, $"{all.Count} break the rule:\n{string.Join('\n', all)}");
    }

    [GeneratedRegex("""\brow\["\w+"\]""")]
    private static partial Regex Column();
}
