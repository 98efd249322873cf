using System.Globalization;
using Azure.Core;
using Azure.Storage.Queues.Models;

namespace Azure.Storage.Queues;

/// <summary>Messages in, changed, out. A send whose answer is lost is sent again and may then be in the queue twice: readers must cope.</summary>
public partial class QueueClient
{
    public virtual Task<Response<SendReceipt>> SendMessageAsync(string messageText) =>
        SendMessageAsync(messageText, null, null, CancellationToken.None);

    public virtual Task<Response<SendReceipt>> SendMessageAsync(string messageText, CancellationToken cancellationToken = default) =>
        SendMessageAsync(messageText, null, null, cancellationToken);

    /// <summary>
    /// Puts a message of at most 64 KiB once encoded (otherwise 413 RequestBodyTooLarge), visible after 0 s to 7 d (null: at once), which is less than the
    /// time to live: 1 s or more, or -1 s for ever (null: 7 d). Whole seconds.
    /// </summary>
    public virtual Task<Response<SendReceipt>> SendMessageAsync(
        string messageText, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default) =>
        SendMessageAsync(new BinaryData(messageText ?? ""), visibilityTimeout, timeToLive, cancellationToken);

    public virtual async Task<Response<SendReceipt>> SendMessageAsync(
        BinaryData message, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        using var put = _rest.Request(RequestMethod.Post, _uri, "/messages");
        QueueRest.AddQuery(put, "visibilitytimeout", visibilityTimeout);
        QueueRest.AddQuery(put, "messagettl", timeToLive);
        AddContent(put, message);
        var response = await _rest.SendAsync(put, cancellationToken, 201).ConfigureAwait(false);
        return Response.FromValue(MessageXml.ReadReceipt(response), response);
    }

    /// <summary>Changes when the message becomes visible again and, unless <paramref name="messageText"/> is null, its content.</summary>
    /// <exception cref="RequestFailedException">400 PopReceiptMismatch: somebody received or changed the message since; 404 MessageNotFound.</exception>
    public virtual Task<Response<UpdateReceipt>> UpdateMessageAsync(
        string messageId, string popReceipt, string? messageText = null, TimeSpan visibilityTimeout = default, CancellationToken cancellationToken = default) =>
        UpdateMessageAsync(messageId, popReceipt, messageText is null ? null : new BinaryData(messageText), visibilityTimeout, cancellationToken);

    public virtual async Task<Response<UpdateReceipt>> UpdateMessageAsync(
        string messageId, string popReceipt, BinaryData? message, TimeSpan visibilityTimeout = default, CancellationToken cancellationToken = default)
    {
        using var put = MessageRequest(RequestMethod.Put, messageId, popReceipt);
        QueueRest.AddQuery(put, "visibilitytimeout", visibilityTimeout);
        if (message is not null)
            AddContent(put, message);
        var response = await _rest.SendAsync(put, cancellationToken, 204).ConfigureAwait(false);
        var visible = DateTimeOffset.Parse(QueueRest.Header(response, "x-ms-time-next-visible"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return Response.FromValue(QueuesModelFactory.UpdateReceipt(QueueRest.Header(response, "x-ms-popreceipt"), visible), response);
    }

    /// <exception cref="RequestFailedException">As for an update; 404 also when an earlier attempt deleted it and its answer was lost.</exception>
    public virtual async Task<Response> DeleteMessageAsync(string messageId, string popReceipt, CancellationToken cancellationToken = default)
    {
        using var delete = MessageRequest(RequestMethod.Delete, messageId, popReceipt);
        return await _rest.SendAsync(delete, cancellationToken, 204).ConfigureAwait(false);
    }

    public virtual async Task<Response> ClearMessagesAsync(CancellationToken cancellationToken = default)
    {
        using var delete = _rest.Request(RequestMethod.Delete, _uri, "/messages");
        return await _rest.SendAsync(delete, cancellationToken, 204).ConfigureAwait(false);
    }

    private HttpMessage MessageRequest(RequestMethod method, string messageId, string popReceipt)
    {
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        ArgumentException.ThrowIfNullOrEmpty(popReceipt);
        var message = _rest.Request(method, _uri, "/messages/" + Uri.EscapeDataString(messageId));
        message.Request.Uri.AppendQuery("popreceipt", popReceipt, escapeValue: true);
        return message;
    }

    private void AddContent(HttpMessage message, BinaryData content)
    {
        message.Request.Headers.SetValue("Content-Type", "application/xml");
        message.Request.Content = RequestContent.Create(MessageXml.Write(MessageCodec.Encode(_options.MessageEncoding, content)));
    }
}
