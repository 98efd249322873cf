using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Azure.Storage.Queues.Models;

namespace Azure.Storage.Queues;

/// <summary>Messages as the service writes and reads them. Texts come back to the character: line ends are escaped, blanks kept.</summary>
internal static class MessageXml
{
    private static readonly XmlWriterSettings Writing = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        OmitXmlDeclaration = true,
        NewLineHandling = NewLineHandling.Entitize,
    };

    /// <exception cref="ArgumentException">The text has a character that XML cannot carry, such as U+0000.</exception>
    public static BinaryData Write(string text)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, Writing))
        {
            xml.WriteStartElement("QueueMessage");
            xml.WriteElementString("MessageText", text);
            xml.WriteEndElement();
        }

        return new BinaryData(stream.GetBuffer().AsMemory(0, (int)stream.Length));
    }

    public static SendReceipt ReadReceipt(Response response)
    {
        var message = Read(response).First();
        return new SendReceipt
        {
            MessageId = Text(message, "MessageId") ?? "",
            InsertionTime = Time(message, "InsertionTime") ?? default,
            ExpirationTime = Time(message, "ExpirationTime") ?? default,
            PopReceipt = Text(message, "PopReceipt") ?? "",
            TimeNextVisible = Time(message, "TimeNextVisible") ?? default,
        };
    }

    public static IEnumerable<RawMessage> ReadMessages(Response response) =>
        Read(response).Select(message => new RawMessage(
            Text(message, "MessageId") ?? "",
            Text(message, "PopReceipt") ?? "",
            Text(message, "MessageText") ?? "",
            long.Parse(Text(message, "DequeueCount") ?? "0", CultureInfo.InvariantCulture),
            Time(message, "TimeNextVisible"),
            Time(message, "InsertionTime"),
            Time(message, "ExpirationTime")));

    private static IEnumerable<XElement> Read(Response response)
    {
        // A message may hold what XML 1.0 forbids (the service does not check); reading it must not hide the others of its batch.
        using var reader = XmlReader.Create(response.ContentStream!, new XmlReaderSettings { CheckCharacters = false, DtdProcessing = DtdProcessing.Prohibit });
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root!.Elements("QueueMessage");
    }

    private static string? Text(XElement message, string name) => message.Element(name)?.Value;

    private static DateTimeOffset? Time(XElement message, string name) =>
        Text(message, name) is { Length: > 0 } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;
}

/// <summary>A message before its text is decoded; a peeked one has no receipt.</summary>
internal sealed record RawMessage(
    string Id, string PopReceipt, string Text, long DequeueCount, DateTimeOffset? NextVisibleOn, DateTimeOffset? InsertedOn, DateTimeOffset? ExpiresOn)
{
    public QueueMessage Received(BinaryData body) =>
        new(Id, PopReceipt, body) { DequeueCount = DequeueCount, NextVisibleOn = NextVisibleOn, InsertedOn = InsertedOn, ExpiresOn = ExpiresOn };

    public PeekedMessage Peeked(BinaryData body) =>
        new(Id, body) { DequeueCount = DequeueCount, InsertedOn = InsertedOn, ExpiresOn = ExpiresOn };
}
