using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Operators;

/// <summary>Pauses handlers and lets them go on: what waits for a paused one is not leased.</summary>
internal sealed class Pausing(SqliteSession session)
{
    private readonly Statement _pause = session.Prepare(
        "INSERT INTO pause (handler, paused_at) VALUES ($handler, $now) ON CONFLICT DO NOTHING");
    private readonly Statement _resume = session.Prepare("DELETE FROM pause WHERE handler = $handler");

    private readonly Statement _isPaused = session.Prepare("SELECT 1 FROM pause WHERE handler = $handler");

    private readonly Statement _all = session.Prepare("SELECT handler FROM pause");

    /// <summary>The handlers that are paused.</summary>
    public List<string> Read() => _all.ReadAll(static row => row.Text(0));

    public bool IsPaused(string handler) => _isPaused.ReadInteger(("$handler", handler)) is not null;

    public bool Pause(string handler, DateTimeOffset now) => _pause.Run(("$handler", handler), ("$now", now)) > 0;

    public bool Resume(string handler)
    {
        session.HandlersToWake.Add(handler);
        return _resume.Run(("$handler", handler)) > 0;
    }
}
