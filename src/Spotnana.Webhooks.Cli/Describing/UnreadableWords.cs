using System.Text.Json;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Cli.Describing;

/// <summary>Why a body is no envelope, in words, and where.</summary>
internal static class UnreadableWords
{
    public static string Of(UnreadableReason reason, ReadOnlyMemory<byte> body) => reason switch
    {
        UnreadableReason.Empty => "There is nothing in it.",
        UnreadableReason.NotUtf8 => "It is not valid UTF-8.",
        UnreadableReason.NotJson => $"It is not JSON{Place(body)}.",
        UnreadableReason.TooDeep => $"It is nested in more than {EnvelopeReader.MaxDepth} levels.",
        UnreadableReason.NotAnObject => "$ is not an object.",
        UnreadableReason.RepeatedName => "A name that is read stands twice in one object.",
        UnreadableReason.NoEventType => "$.event_type is missing.",
        UnreadableReason.BadEventType => "$.event_type is not a text of 1 to 200 characters.",
        UnreadableReason.LoneSurrogate => "A text in it has half of a surrogate pair.",
        _ => $"It is not readable: {reason}.",
    };

    private static string Place(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = EnvelopeReader.MaxDepth });
            return "";
        }
        catch (JsonException failure)
        {
            return failure.LineNumber is { } line ? $", from line {line + 1}, byte {failure.BytePositionInLine + 1} on" : "";
        }
    }
}
