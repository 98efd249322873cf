using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentSched.FunctionsHost.Functions;
using AgentSched.FunctionsHost.Queues;
using AgentSched.FunctionsHost.Storage;
using Azure;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.FunctionsHost.Binding;

/// <summary>Sends what functions gave to [QueueOutput] bindings. A queue that is missing is created.</summary>
internal sealed partial class QueueOutputs(QueueRules rules, StorageAccounts accounts, bool base64)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public Task SendAsync(Invocation call) =>
        call.Outcome.Outputs.Exists(output => output is { Binding: QueueOutputAttribute, Value: not null })
            ? SendAllAsync(call)
            : Task.CompletedTask;

    /// <summary>An array is one message each; so is text that is a JSON array, as the original cannot tell the two apart.</summary>
    internal static IEnumerable<byte[]> Messages(object? value) => value switch
    {
        null => [],
        byte[] bytes => [bytes],
        BinaryData data => [data.ToArray()],
        string text => OfText(text),
        System.Collections.IEnumerable many => many.Cast<object?>().SelectMany(Messages),
        _ => OfText(JsonSerializer.Serialize(value, value.GetType())),
    };

    [GeneratedRegex(@"\{(?<name>[^{}]+)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();

    private static IEnumerable<byte[]> OfText(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind switch
            {
                JsonValueKind.Array => [.. json.RootElement.EnumerateArray().Select(OfElement)],
                JsonValueKind.Object => [OfElement(json.RootElement)],
                _ => [Encoding.UTF8.GetBytes(text)],
            };
        }
        catch (JsonException)
        {
            return [Encoding.UTF8.GetBytes(text)];
        }
    }

    private static byte[] OfElement(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? Encoding.UTF8.GetBytes(element.GetString()!)
        : JsonSerializer.SerializeToUtf8Bytes(element, Indented);

    private async Task SendAllAsync(Invocation call)
    {
        foreach (var output in call.Outcome.Outputs)
        {
            if (output.Binding is QueueOutputAttribute binding)
            {
                var queue = QueueOf(binding, call);
                foreach (var message in Messages(output.Value))
                {
                    await SendAsync(queue, base64 ? Convert.ToBase64String(message) : Encoding.UTF8.GetString(message), call.CancellationToken);
                }
            }
        }
    }

    private QueueClient QueueOf(QueueOutputAttribute binding, Invocation call)
    {
        var text = Part().Replace(binding.QueueName, match =>
            call.Trigger.Data.TryGetValue(match.Groups["name"].Value, out var value) ? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty : match.Value);
        var name = rules.Name(text, Fail)!;
        return accounts.Find(binding.Connection, "queue", Fail)!.Queues().GetQueueClient(name);

        void Fail(string what) => throw new InvalidOperationException($"The output of {call.Function.Name}: {what}");
    }

    private static async Task SendAsync(QueueClient queue, string text, CancellationToken cancel)
    {
        try
        {
            await queue.SendMessageAsync(text, cancel);
        }
        catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.NotFound)
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: cancel);
            await queue.SendMessageAsync(text, cancel);
        }
    }
}
