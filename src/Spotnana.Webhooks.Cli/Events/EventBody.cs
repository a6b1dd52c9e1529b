using System.Diagnostics.CodeAnalysis;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Events;

/// <summary>The body that a command signs, sends or checks: a sample by its name, a file by its path, or standard input.</summary>
/// <param name="Name">What the user called it.</param>
/// <param name="Bytes">The bytes, unchanged.</param>
/// <param name="Path">Where the bytes stand on disk; null for a sample and for standard input.</param>
internal sealed record EventBody(string Name, byte[] Bytes, string? Path)
{
    /// <summary>Help text for an argument of this kind.</summary>
    public const string Help =
        "The name of a sample, the path of a file with the raw body, or - for standard input. ./NAME is always a file.";

    private const string StandardInput = "-";

    public static EventBody Of(WebhookSample sample) => new(sample.Name, sample.Body.ToArray(), Path: null);

    public static bool TryOpen(
        string text, Surroundings surroundings, [NotNullWhen(true)] out EventBody? body, [NotNullWhen(false)] out string? error)
    {
        body = WebhookSample.Names.Contains(text) ? Of(WebhookSample.Get(text)) : null;
        error = null;
        if (body is not null)
            return true;

        try
        {
            if (text == StandardInput)
            {
                using var bytes = new MemoryStream();
                surroundings.InBytes.CopyTo(bytes);
                body = new EventBody("stdin", bytes.ToArray(), Path: null);
                return true;
            }

            if (File.Exists(text))
            {
                body = new EventBody(text, File.ReadAllBytes(text), System.IO.Path.GetFullPath(text));
                return true;
            }

            error = WhyAbsent(text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error = $"The file {text} cannot be read. {exception.Message}";
        }

        return false;
    }

    private static string WhyAbsent(string text)
    {
        if (text.StartsWith('-'))
            return $"Unknown option {text}.";
        if (Directory.Exists(text))
            return $"{text} is a folder. Name the file.";
        var what = text.Contains('/') || text.Contains('\\')
            ? $"There is no file {text}."
            : $"There is no sample {text}, nor a file of that name.";
        return NearestSamples.Missing(what, text);
    }
}
