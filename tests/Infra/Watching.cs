using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;

namespace AgentSched.Tests.Infra;

/// <summary>Alerts with their runbook, and the workbook.</summary>
internal static partial class Watching
{
    private const string AlertsFile = "infra/alerts.json", Runbook = "docs/operate.md", Page = "infra/workbook.json";

    // What a log search alert may have; others are refused when deployed.
    private static readonly HashSet<string> Windows = new(["PT5M", "PT10M", "PT15M", "PT30M", "PT45M", "PT1H", "PT2H", "PT3H", "PT4H", "PT5H", "PT6H", "P1D", "P2D"], StringComparer.Ordinal);
    private static readonly HashSet<string> Frequencies = new(["PT1M", "PT5M", "PT10M", "PT15M", "PT30M", "PT45M", "PT1H", "PT2H", "PT3H", "PT4H", "PT5H", "PT6H", "P1D"], StringComparer.Ordinal);

    /// <summary>What a page of operations is asked for, and the item that answers.</summary>
    private static readonly string[] Asked =
    [
        "tick-gap", "lateness", "runs-status", "due-backlog", "agents-depth", "refusals", "failed-runs", "run-trace", "poison-messages", "cost-table", "storage-throttled",
    ];

    public static IEnumerable<string> Alerts(Deployment deployment)
    {
        var alerts = JsonNode.Parse(deployment[AlertsFile])!.AsArray().Select(alert => alert!.AsObject()).ToList();
        var read = AlertField().Matches(deployment.BicepOf("infra/modules/alerts.bicep")).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var ids = alerts.Select(alert => (string)alert["id"]!).ToList();
        foreach (var id in Enumerable.Range(1, 8).Select(n => $"A0{n}").Except(ids, StringComparer.Ordinal).Concat(ids.GroupBy(id => id).Where(g => g.Count() > 1).Select(g => g.Key)))
        {
            yield return $"{id} must be there once";
        }

        foreach (var alert in alerts)
        {
            var id = (string)alert["id"]!;
            foreach (var field in read.Where(field => !alert.ContainsKey(field)))
            {
                yield return $"{id}: no {field}";
            }

            if ((int)alert["severity"]! is < 0 or > 4)
            {
                yield return $"{id}: severity is 0 to 4";
            }

            var (window, frequency) = ((string)alert["window"]!, (string)alert["frequency"]!);
            if (!Windows.Contains(window) || !Frequencies.Contains(frequency) || XmlConvert.ToTimeSpan(window) < XmlConvert.ToTimeSpan(frequency))
            {
                yield return $"{id}: a look every {frequency} at {window} is not possible, or leaves gaps";
            }

            var query = (string)alert["query"]!;
            var columns = alert["dimensions"]!.AsArray().Select(d => (string)d!["name"]!).Append((string?)alert["measure"] ?? "AppEvents").ToList();
            foreach (var column in columns.Where(column => column != "AppEvents" && !Regex.IsMatch(query, $@"\b{column}\b")))
            {
                yield return $"{id}: its query has no {column}";
            }

            if (((string?)alert["measure"] is null) != ((string)alert["aggregation"]! == "Count"))
            {
                yield return $"{id}: rows are counted, measures are aggregated";
            }

            foreach (var complaint in Entry(deployment, id, (string)alert["runbook"]!))
            {
                yield return complaint;
            }
        }
    }

    public static IEnumerable<string> Workbook(Deployment deployment)
    {
        var items = JsonNode.Parse(deployment[Page])!["items"]!.AsArray().Select(item => item!).ToList();
        var parameters = items.Where(item => (int)item["type"]! == 9).SelectMany(item => item["content"]!["parameters"]!.AsArray()).Select(p => (string)p!["name"]!).ToHashSet(StringComparer.Ordinal);
        var tabs = items.Where(item => (int)item["type"]! == 11).SelectMany(item => item["content"]!["links"]!.AsArray()).Select(link => (string)link!["subTarget"]!);
        var groups = items.Where(item => (int)item["type"]! == 12).ToList();
        if (!tabs.SequenceEqual(groups.Select(group => (string)group["conditionalVisibility"]!["value"]!), StringComparer.Ordinal))
        {
            yield return "tabs and groups do not match";
        }

        var queries = groups.SelectMany(group => group["content"]!["items"]!.AsArray()).Where(item => (int)item!["type"]! == 3).Select(item => item!).ToList();
        foreach (var name in Asked.Except(queries.Select(item => (string)item["name"]!), StringComparer.Ordinal))
        {
            yield return $"{name} is missing";
        }

        foreach (var item in queries)
        {
            var (name, content) = ((string)item["name"]!, item["content"]!);
            if ((string?)content["crossComponentResources"]?[0] != "{Workspace}")
            {
                yield return $"{name}: does not ask the workspace";
            }

            if ((string?)content["exportParameterName"] is { } target && (!parameters.Contains(target) || !((string)content["query"]!).Contains($"{content["exportFieldName"]} =", StringComparison.Ordinal)))
            {
                yield return $"{name}: a click sets {target} to {content["exportFieldName"]}, and one of them is not there";
            }

            foreach (var used in Placeholder().Matches((string)content["query"]!).Select(match => match.Groups["name"].Value).Where(used => !parameters.Contains(used)))
            {
                yield return $"{name}: {{{used}}} is not a parameter";
            }
        }

        if (!queries.Exists(item => (string)item["name"]! == "failed-runs" && (string?)item["content"]!["exportParameterName"] == "RunId"))
        {
            yield return "a click on a failed run does not set RunId";
        }

        if (!deployment.BicepOf("infra/modules/workbook.bicep").Contains("'{WORKSPACE_ID}'", StringComparison.Ordinal) || !deployment[Page].Contains("\"{WORKSPACE_ID}\"", StringComparison.Ordinal))
        {
            yield return "the workspace is not put in";
        }
    }

    /// <summary>An alert's entry in the runbook: its heading, and what a woken person needs.</summary>
    private static IEnumerable<string> Entry(Deployment deployment, string id, string link)
    {
        if (link != $"{Runbook}#{id.ToLowerInvariant()}")
        {
            yield return $"{id}: its runbook is {link}";
        }

        var entry = Regex.Match(deployment[Runbook], $@"^### {id}$(?<text>.*?)(?=^#|\z)", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture).Groups["text"].Value;
        foreach (var part in new[] { "**Means**", "**Look at**", "**Do**" }.Where(part => !entry.Contains(part, StringComparison.Ordinal)))
        {
            yield return $"{Runbook}: {id} lacks {part}";
        }
    }

    [GeneratedRegex(@"\balert\.(?<name>\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex AlertField();

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)(:\w+)?\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();
}
