namespace Spotnana.Webhooks.Cli.Terminal;

internal static class Wrapping
{
    /// <summary>A text in lines of at most so many characters, broken at spaces where it has them. None for an empty one.</summary>
    public static IEnumerable<string> Wrap(string text, int room)
    {
        while (text.Length > room)
        {
            var end = text.LastIndexOf(' ', room);
            end = end > 0 ? end : room;
            yield return text[..end];
            text = text[end..].TrimStart();
        }

        if (text.Length > 0)
            yield return text;
    }
}
