using System.Globalization;
using System.Text.RegularExpressions;

namespace AgentSched.Tests.Infra;

/// <summary>The tables of cost in docs/deploy.md.</summary>
internal static partial class Costs
{
    private const string Guide = "docs/deploy.md";

    /// <summary>Each line of the tables of cost is its quantity times its price, each sum the sum of its lines, and the queries of ticks follow from the number of shards.</summary>
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

        if (lines != 3)
        {
            yield return $"{Guide}: idle, a million runs alone and a million together need a sum each";
        }

        const decimal MinutesPerMonth = 30 * 24 * 60;
        var queries = 2 * shards * MinutesPerMonth / 1_000_000;
        if (!deployment[Guide].Contains(string.Create(CultureInfo.InvariantCulture, $"2 × {shards} a minute | {queries:0.0000} |"), StringComparison.Ordinal))
        {
            yield return $"{Guide}: {shards} shards ask {queries} million times a month";
        }
    }

    private static decimal Number(string text) => decimal.Parse(text.Replace(",", "", StringComparison.Ordinal).Trim('*'), CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| (?<what>[^|]+) \| (?<quantity>[\d.,]*) ?\| (?<unit>[^|]*) ?\| (?<price>[\d.,]*) ?\| (?<usd>[\d.,*]+) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex CostLine();
}
