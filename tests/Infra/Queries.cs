using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AgentSched.Base;
using AgentSched.Model.Runs;

namespace AgentSched.Tests.Infra;

/// <summary>The queries of the workbook and the alerts, and what they may name. That they parse is checked elsewhere (.ci/infra).</summary>
internal static partial class Queries
{
    private static readonly HashSet<string> Events = Constants(typeof(EventNames));
    private static readonly HashSet<string> Metrics = Constants(typeof(MetricNames));
    private static readonly HashSet<string> Measured = Constants(typeof(Measures));
    private static readonly HashSet<string> Told = Constants(typeof(Dimensions));

    /// <summary>Words that columns hold, by the column's name in lower case.</summary>
    private static readonly Dictionary<string, HashSet<string>> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["status"] = Camel<RunStatus>(),
        ["trigger"] = Camel<RunTrigger>(),
        ["reason"] = Camel<RunReason>(),
        ["outcome"] = ["ok", "failed"],
    };

    public static IEnumerable<(string Id, string Query)> All(Deployment deployment) =>
        OfWorkbook(JsonNode.Parse(deployment["infra/workbook.json"])!["items"]!.AsArray())
            .Concat(JsonNode.Parse(deployment["infra/alerts.json"])!.AsArray().Select(alert => ((string)alert!["id"]!, (string)alert["query"]!)));

    /// <summary>What the queries name and the app never sends.</summary>
    public static IEnumerable<string> Unknown(Deployment deployment) => All(deployment).SelectMany(query => Unknown(query.Id, query.Query));

    private static IEnumerable<string> Unknown(string id, string query)
    {
        foreach (var name in Compared(query, @"\bName").Distinct(StringComparer.Ordinal))
        {
            if (!(name.StartsWith("agentsched.", StringComparison.Ordinal) ? Metrics : Events).Contains(name))
            {
                yield return $"{id}: no event or metric has the name {name}";
            }
        }

        foreach (Match field in Field().Matches(query))
        {
            var (kind, name) = (field.Groups["kind"].Value, field.Groups["name"].Value);
            if (kind == "Measurements" ? !Measured.Contains(name) : !Told.Contains(name) && !Measured.Contains(name))
            {
                yield return $"{id}: no event has {kind}.{name}";
            }
        }

        foreach (var (column, words) in Words)
        {
            foreach (var word in Compared(query, $@"(?:\b{column}|Properties\.{column}\))").Where(word => !words.Contains(word)))
            {
                yield return $"{id}: {column} is never {word}; it is one of {string.Join(", ", words)}";
            }
        }

        // One exporter sends measures as numbers of their own, the other as texts among the properties.
        var bare = BothWays().Replace(query, "");
        if (Measured.FirstOrDefault(m => Regex.IsMatch(bare, $@"(Measurements|Properties)\.{m}\b")) is { } measure)
        {
            yield return $"{id}: read {measure} as todouble(coalesce(tostring(Measurements.{measure}), tostring(Properties.{measure})))";
        }
    }

    /// <summary>Texts that a column is compared with: <c>== 'a'</c>, <c>!= 'a'</c>, <c>in ('a', 'b')</c>.</summary>
    private static IEnumerable<string> Compared(string query, string column) =>
        from Match match in Regex.Matches(query, column + @" (?:==|!=|in) (?<words>'[^']*'|\('[^)]*\))", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)
        from word in BicepText.Quoted(match.Groups["words"].Value)
        select word;

    private static IEnumerable<(string Id, string Query)> OfWorkbook(JsonArray items)
    {
        foreach (var item in items)
        {
            var content = item!["content"]!;
            if ((int)item["type"]! == 3)
            {
                yield return ((string)item["name"]!, (string)content["query"]!);
            }

            foreach (var parameter in content["parameters"]?.AsArray() ?? [])
            {
                if ((string?)parameter!["query"] is { } query)
                {
                    yield return ((string)parameter["name"]!, query);
                }
            }

            foreach (var inner in OfWorkbook(content["items"]?.AsArray() ?? []))
            {
                yield return inner;
            }
        }
    }

    private static HashSet<string> Constants(Type names) =>
        names.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Select(field => (string)field.GetRawConstantValue()!).ToHashSet(StringComparer.Ordinal);

    private static HashSet<string> Camel<T>()
        where T : struct, Enum =>
        Enum.GetNames<T>().Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\b(?<kind>Measurements|Properties)\.(?<name>\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Field();

    [GeneratedRegex(@"todouble\(coalesce\(tostring\(Measurements\.(\w+)\), tostring\(Properties\.\1\)\)\)")]
    private static partial Regex BothWays();
}
