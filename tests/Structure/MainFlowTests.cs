using System.Text.RegularExpressions;
using AgentSched.Azurite;

namespace AgentSched.Tests.Structure;

/// <summary>The flow of a run as docs/architecture.md writes it down, checked against the sources.</summary>
[Trait("shows", "house")]
public sealed partial class MainFlowTests
{
    private const int MostFiles = 45, MostChanges = 35;

    [Fact]
    public void A_run_passes_few_files_and_changes_its_wing_seldom()
    {
        var path = ReadFlow();
        Assert.All(path, file => Assert.True(File.Exists(Path.Combine(Checkout.Root(), "functions", $"{file}.cs")), file));
        var wings = path.Select(HouseFile.WingOf).ToList();
        Assert.InRange(path.Distinct(StringComparer.Ordinal).Count(), 30, MostFiles);
        Assert.InRange(wings.Zip(wings.Skip(1)).Count(pair => pair.First != pair.Second), 10, MostChanges);
    }

    [Fact]
    public void Each_file_of_the_flow_names_one_of_those_that_it_leads_to()
    {
        var arrows = House.Read().Files.ToDictionary(file => file.Path, file => file.Arrows, StringComparer.Ordinal);
        var path = ReadFlow().Distinct(StringComparer.Ordinal).Select(file => $"{file}.cs").ToList();
        var named = path.Where(file => path.Exists(other => arrows[other].Contains(file))).ToList();
        Assert.Equal(["Engine/Calls/BatchOrchestrator.cs", "Engine/Openings/RunStarter.cs", "Engine/Ticks/DispatchTimer.cs"], path.Except(named).Order(StringComparer.Ordinal)); // the functions where a trigger begins
    }

    [Fact]
    [Trait("shows", "doors")]
    public void Each_invariant_is_linked_to_a_test_that_exists()
    {
        var text = Text();
        var rows = text[text.IndexOf("## Invariants", StringComparison.Ordinal)..text.IndexOf("## A tour", StringComparison.Ordinal)].Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).ToList();
        Assert.True(rows.Count >= 10);
        Assert.All(rows, row =>
        {
            var links = Link().Matches(row).Select(match => match.Groups["path"].Value).ToList();
            Assert.NotEmpty(links);
            Assert.All(links, path => Assert.True(Path.Exists(Path.Combine(Checkout.Root(), "docs", path)), path));
        });
    }

    private static string Text() => File.ReadAllText(Path.Combine(Checkout.Root(), "docs", "architecture.md"));

    [GeneratedRegex(@"\]\((?<path>\.\./tests/[^)]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    /// <summary>The block below "Main flow": a room or a wing in each line, and below it the files in the order in which the run meets them.</summary>
    private static List<string> ReadFlow()
    {
        var text = Text();
        var block = text[text.IndexOf("### Main flow", StringComparison.Ordinal)..].Split("```")[1];
        return [.. block.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 1)
            .SelectMany(words => words.Skip(1).Select(file => $"{words[0]}/{file}"))];
    }
}
