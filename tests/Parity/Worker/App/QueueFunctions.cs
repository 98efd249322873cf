using System.Globalization;
using System.Text;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Parity.Worker.App;

public sealed class QueueFunctions(Journal journal)
{
    [Function("QueueText")]
    public void Text([QueueTrigger("in-text")] string message, string id, long dequeueCount, string? customerName) =>
        journal.Add($"text {message}|{(id.Length == 36 ? "message id" : id)}|{dequeueCount}|{customerName ?? "-"}");

    [Function("QueueBytes")]
    public void Bytes([QueueTrigger("in-bytes")] byte[] message) => journal.Add($"bytes {Convert.ToHexString(message)}");

    [Function("QueueBinary")]
    public void Binary([QueueTrigger("IN-%BinaryQueue%")] BinaryData message) => journal.Add($"binary {message}");

    [Function("QueueMessage")]
    public void Message([QueueTrigger("in-message")] QueueMessage message) =>
        journal.Add(string.Create(CultureInfo.InvariantCulture, $"message {message.MessageText}|{message.DequeueCount}|{message.InsertedOn is not null}|{message.PopReceipt.Length > 0}"));

    [Function("QueuePoco")]
    public void Poco([QueueTrigger("in-poco")] Order message) => journal.Add($"poco {message.Id} {message.CustomerName}");

    [Function("QueueFails")]
    public void Fails([QueueTrigger("in-fails")] string message, int dequeueCount)
    {
        journal.Add($"fails {message} {dequeueCount}");
        throw new InvalidOperationException("on purpose");
    }

    [Function("QueueHeld")]
    public async Task Held([QueueTrigger("in-held")] string message, CancellationToken cancel)
    {
        journal.Add($"held {message}");
        await journal.Gates.GetOrAdd("queue", _ => new TaskCompletionSource()).Task.WaitAsync(cancel);
        journal.Add($"held done {message}");
    }

    [Function("QueueFork")]
    public Fork ForkOut([QueueTrigger("in-fork")] string message) => new()
    {
        Many = [$"{message} 1", $"{message} 2"],
        One = new Order(message.Length, message),
    };

    [Function("QueueBack")]
    [QueueOutput("out-back")]
    public string Back([QueueTrigger("in-back")] byte[] message) => Encoding.UTF8.GetString(message);

    [Function("HttpAndQueue")]
    public static Both HttpAndQueue([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "both")] HttpRequest request) => new()
    {
        Answer = Results.Accepted(),
        Message = request.Method,
    };

    public sealed class Both
    {
        [HttpResult]
        public required IResult Answer { get; init; }

        [QueueOutput("out-http")]
        public string? Message { get; init; }
    }

    public sealed class Fork
    {
        [QueueOutput("out-many")]
        public IReadOnlyList<string>? Many { get; init; }

        [QueueOutput("out-one")]
        public Order? One { get; init; }
    }
}
