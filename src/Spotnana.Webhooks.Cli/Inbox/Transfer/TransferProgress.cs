using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>Shows progress on standard error: on a terminal in one line that is cleared at the end, else by a line now and then.</summary>
internal sealed class TransferProgress(Surroundings surroundings, string doing)
{
    private const int OnTerminal = 500;
    private const int InLog = 10_000;

    private int _width;

    public long Count { get; private set; }

    public void Add(int deliveries = 1)
    {
        var every = surroundings.OutIsTerminal ? OnTerminal : InLog;
        var before = Count;
        Count += deliveries;
        if (before / every == Count / every)
            return;
        var text = $"{doing}: {Count} deliveries";
        if (!surroundings.OutIsTerminal)
        {
            surroundings.Say(text);
            return;
        }

        surroundings.RawError.Write($"\r{text.PadRight(_width)}");
        _width = text.Length;
    }

    /// <summary>Clears the line.</summary>
    public void End()
    {
        if (_width > 0)
            surroundings.RawError.Write($"\r{new string(' ', _width)}\r");
        _width = 0;
    }
}
