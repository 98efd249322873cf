using System.Text.Json;
using AgentSched.FunctionsHost.Functions;
using AgentSched.FunctionsHost.Http;
using Azure.Storage.Queues.Models;

namespace AgentSched.FunctionsHost.Queues;

/// <summary>One message on its way into a function. Its data: what the queue knows of it, hidden by the properties of a JSON object in it.</summary>
internal sealed class QueueDelivery(QueueMessage message) : Trigger
{
    private Dictionary<string, object?>? _data;

    public QueueMessage Message => message;

    public string Text => message.Body.ToString();

    public override IReadOnlyDictionary<string, object?> Data => _data ??= Collect();

    private Dictionary<string, object?> Collect()
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["QueueTrigger"] = Text,
            ["DequeueCount"] = message.DequeueCount,
            ["ExpirationTime"] = message.ExpiresOn,
            ["Id"] = message.MessageId,
            ["InsertionTime"] = message.InsertedOn,
            ["NextVisibleTime"] = message.NextVisibleOn,
            ["PopReceipt"] = message.PopReceipt,
        };
        try
        {
            using var body = JsonDocument.Parse(message.Body);
            if (body.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (var (name, value) in BodyReader.Properties(body.RootElement))
                {
                    data[name] = value;
                }
            }
        }
        catch (JsonException)
        {
            // Plain text has no properties.
        }

        return data;
    }
}
