namespace Azure.Storage.Queues;

/// <summary>Content to stored text and back, as <see cref="QueueClientOptions.MessageEncoding"/> says.</summary>
internal static class MessageCodec
{
    public static string Encode(QueueMessageEncoding encoding, BinaryData content) => encoding switch
    {
        QueueMessageEncoding.None => content.ToString(),
        QueueMessageEncoding.Base64 => Convert.ToBase64String(content.ToMemory().Span),
        _ => throw Unknown(encoding),
    };

    /// <exception cref="FormatException">The text is not of this encoding.</exception>
    public static BinaryData Decode(QueueMessageEncoding encoding, string text) => encoding switch
    {
        QueueMessageEncoding.None => new BinaryData(text),
        QueueMessageEncoding.Base64 => new BinaryData(Convert.FromBase64String(text)),
        _ => throw Unknown(encoding),
    };

    private static ArgumentOutOfRangeException Unknown(QueueMessageEncoding encoding) =>
        new(nameof(encoding), encoding, "message encoding is neither None nor Base64");
}
