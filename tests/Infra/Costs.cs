using System.Globalization;
using System.Text.RegularExpressions;

namespace AgentSched.Tests.Infra;

/// <summary>The tables of cost in docs/deploy.md.</summary>
internal static partial class Costs
{
    private const string Guide = "docs/deploy.md";

    /// <summary>Each line of the tables of cost is its quantity times its price, each sum the sum of its lines, and the quantities are those that were counted.</summary>
    public static IEnumerable<string> Complaints(Deployment deployment, int shards)
    {
        var sum = 0m;
        var lines = 0;
        foreach (Match line in CostLine().Matches(deployment[Guide]))
        {
            var (what, usd) = (line.Groups["what"].Value, Number(line.Groups["usd"].Value));
            if (what == "**all**")
            {
                if (usd != sum)
                {
                    yield return $"{Guide}: the lines add up to {sum}, not {usd}";
                }

                (sum, lines) = (0, lines + 1);
                continue;
            }

            var product = Math.Round(Number(line.Groups["quantity"].Value) * Number(line.Groups["price"].Value), 2, MidpointRounding.AwayFromZero);
            if (product != usd)
            {
                yield return $"{Guide}: {what} is {product}, not {usd}";
            }

            sum += usd;
        }

        if (lines != 2)
        {
            yield return $"{Guide}: idle and a million runs need a sum each";
        }

        const decimal MinutesPerMonth = 30 * 24 * 60;
        var queries = 2 * shards * MinutesPerMonth / 1_000_000;
        if (!deployment[Guide].Contains(string.Create(CultureInfo.InvariantCulture, $"2 × {shards} a minute | {queries:0.0000} |"), StringComparison.Ordinal))
        {
            yield return $"{Guide}: {shards} shards ask {queries} million times a month";
        }

        var counted = Counted().Match(deployment["docs/benchmarks.md"]);
        if (!counted.Success)
        {
            yield return "docs/benchmarks.md: the requests of a plain run are not where they were";
            yield break;
        }

        decimal Count(string kind) => Number(counted.Groups[kind].Value);
        var (tables, messages, logs) = (Count("get") + Count("batch"), Count("post") + 2, Count("put")); // the host receives and deletes each message
        foreach (var line in new[] { $"the app's tables: {tables} a run | {tables} |", $"messages: sent, received, deleted | {messages} |", $"logs written | {logs} |" })
        {
            if (!deployment[Guide].Contains($"\n| {line}", StringComparison.Ordinal))
            {
                yield return $"{Guide}: docs/benchmarks.md counts \"{line}\"";
            }
        }
    }

    private static decimal Number(string text) => decimal.Parse(text.Replace(",", "", StringComparison.Ordinal).Trim('*'), CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| (?<what>[^|]+) \| (?<quantity>[\d.,]*) ?\| (?<unit>[^|]*) ?\| (?<price>[\d.,]*) ?\| (?<usd>[\d.,*]+) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex CostLine();

    [GeneratedRegex(@"^\| plain, in one that knows its agent and schedule \| (?<get>\d+) \| (?<batch>\d+) \| (?<post>\d+) \| (?<put>\d+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Counted();
}
