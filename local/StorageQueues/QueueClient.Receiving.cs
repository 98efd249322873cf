using System.Globalization;
using Azure.Core;
using Azure.Storage.Queues.Models;

namespace Azure.Storage.Queues;

/// <summary>Messages taken and looked at. A receive whose answer is lost hides its messages until their timeout.</summary>
public partial class QueueClient
{
    public virtual Task<Response<QueueMessage[]>> ReceiveMessagesAsync() => ReceiveMessagesAsync(null, null, CancellationToken.None);

    public virtual Task<Response<QueueMessage[]>> ReceiveMessagesAsync(CancellationToken cancellationToken = default) =>
        ReceiveMessagesAsync(null, null, cancellationToken);

    /// <summary>Takes 1 to 32 messages (null: 1) and hides them for 1 s to 7 d, whole seconds (null: 30 s). No visible message: an empty array.</summary>
    public virtual async Task<Response<QueueMessage[]>> ReceiveMessagesAsync(
        int? maxMessages = null, TimeSpan? visibilityTimeout = null, CancellationToken cancellationToken = default)
    {
        using var get = _rest.Request(RequestMethod.Get, _uri, "/messages");
        AddCount(get, maxMessages);
        QueueRest.AddQuery(get, "visibilitytimeout", visibilityTimeout);
        var response = await _rest.SendAsync(get, cancellationToken, 200).ConfigureAwait(false);
        var messages = await DecodeAsync(
            MessageXml.ReadMessages(response), (raw, body) => raw.Received(body), bad => OnMessageDecodingFailedAsync(bad, null, false, cancellationToken)).ConfigureAwait(false);
        return Response.FromValue(messages, response);
    }

    /// <returns>A response without a value when no message is visible.</returns>
    public virtual async Task<Response<QueueMessage?>> ReceiveMessageAsync(TimeSpan? visibilityTimeout = null, CancellationToken cancellationToken = default)
    {
        var messages = await ReceiveMessagesAsync(1, visibilityTimeout, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(messages.Value.FirstOrDefault(), messages.GetRawResponse());
    }

    /// <summary>Looks at 1 to 32 messages (null: 1).</summary>
    public virtual async Task<Response<PeekedMessage[]>> PeekMessagesAsync(int? maxMessages = null, CancellationToken cancellationToken = default)
    {
        using var get = _rest.Request(RequestMethod.Get, _uri, "/messages");
        get.Request.Uri.AppendQuery("peekonly", "true");
        AddCount(get, maxMessages);
        var response = await _rest.SendAsync(get, cancellationToken, 200).ConfigureAwait(false);
        var messages = await DecodeAsync(
            MessageXml.ReadMessages(response), (raw, body) => raw.Peeked(body), bad => OnMessageDecodingFailedAsync(null, bad, false, cancellationToken)).ConfigureAwait(false);
        return Response.FromValue(messages, response);
    }

    public virtual async Task<Response<PeekedMessage?>> PeekMessageAsync(CancellationToken cancellationToken = default)
    {
        var messages = await PeekMessagesAsync(1, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(messages.Value.FirstOrDefault(), messages.GetRawResponse());
    }

    protected virtual async Task OnMessageDecodingFailedAsync(
        QueueMessage? receivedMessage, PeekedMessage? peekedMessage, bool isRunningSynchronously, CancellationToken cancellationToken)
    {
        var failed = new QueueMessageDecodingFailedEventArgs(this, receivedMessage, peekedMessage, isRunningSynchronously, cancellationToken);
        foreach (var handler in _options.DecodingFailed?.GetInvocationList().Cast<SyncAsyncEventHandler<QueueMessageDecodingFailedEventArgs>>() ?? [])
            await handler(failed).ConfigureAwait(false);
    }

    private static void AddCount(HttpMessage message, int? maxMessages)
    {
        if (maxMessages is { } count)
            message.Request.Uri.AppendQuery("numofmessages", count.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<TMessage[]> DecodeAsync<TMessage>(IEnumerable<RawMessage> raw, Func<RawMessage, BinaryData, TMessage> make, Func<TMessage, Task> fail)
    {
        var messages = new List<TMessage>();
        foreach (var message in raw)
        {
            try
            {
                messages.Add(make(message, MessageCodec.Decode(_options.MessageEncoding, message.Text)));
            }
            catch (FormatException) when (_options.DecodingFailed is not null)
            {
                await fail(make(message, new BinaryData(message.Text))).ConfigureAwait(false);
            }
        }

        return [.. messages];
    }
}
