using System.Text.Json.Nodes;

namespace AgentSched.Tests.Api.OpenApi;

/// <summary>Values at the very edge of what a schema allows. A limit that is tighter in the code than in the document refuses one of them.</summary>
internal static class Edge
{
    /// <summary>Fields of which more is asked than a schema can say: what they mean, what goes together, what the agent's kind and the deployment allow.</summary>
    private static readonly string[] Narrowed = ["cron", "zone", "every", "jitter", "tag", "priceUsdPerMillionTokensIn", "priceUsdPerMillionTokensOut", "acceptedEmptyAnswers", "owner"];

    /// <summary>Every field of an object at each of its edges, and a field that is not known, so that the body is refused and nothing happens.</summary>
    public static IEnumerable<Mutation> Of(JsonObject schema) =>
        Mutation.Shape(schema).Fields.Where(field => !Narrowed.Contains(field.Key)).SelectMany(field => Values(field.Value).Select(edge => edge with { Field = field.Key + edge.Field }));

    private static IEnumerable<Mutation> Values(JsonObject schema)
    {
        var (whole, types) = Mutation.Open(schema);
        var values = new List<JsonNode?>();
        values.AddRange(types.Contains("null") || schema["anyOf"] is not null ? [null] : []);
        values.AddRange((whole["examples"]?.AsArray() ?? []).Concat(whole["enum"]?.AsArray() ?? []).Append(whole["default"]).Where(value => value is not null).Select(value => value!.DeepClone()));
        values.AddRange(new[] { whole["minimum"], whole["maximum"], whole["x-minimum"], whole["x-maximum"] }.OfType<JsonNode>().Select(limit => limit.DeepClone()));
        if ((int?)whole["maxLength"] is { } most && whole["pattern"] is null && whole["format"] is null)
        {
            values.Add(new string('a', most));
        }

        if ((int?)whole["x-maxLength"] is { } written)
        {
            values.Add(new JsonObject { ["text"] = new string('a', written - """{"text":""}""".Length) });
        }

        if (whole["items"] is JsonObject items && (int?)whole["maxItems"] is { } entries)
        {
            values.Add(new JsonArray([.. Enumerable.Range(0, entries).Select(_ => Mutation.Right(items))]));
        }

        return values.Select(value => new Mutation(string.Empty, value)).Concat(
            types.Contains("object") ? Of(whole).Select(inner => new Mutation($".{inner.Field}", inner.In(Mutation.Right(whole)!.AsObject()))) : []);
    }
}
