using System.Diagnostics;

namespace Spotnana.Webhooks.TestProcesses;

/// <summary>
/// Ends the processes of a test run and removes its folder when the run ends, however it ends: a shell of its own reads their
/// numbers from a pipe, and the pipe closes with the test process.
/// </summary>
internal sealed class Leash : IDisposable
{
    private const string Script =
        """
        trap '' INT TERM HUP
        alive=
        while read -r sign pid; do
          kept=
          for p in $alive; do [ "$p" = "$pid" ] || kept="$kept $p"; done
          alive=$kept
          [ "$sign" = - ] || alive="$alive $pid"
        done
        for p in $alive; do kill -9 "$p" 2>/dev/null; done
        rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }
        """;

    private readonly Process _shell;

    public Leash(string folder)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, WorkingDirectory = "/" };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        start.ArgumentList.Add("leash");
        start.ArgumentList.Add(folder);
        _shell = Process.Start(start)!;
    }

    public void Take(int processId) => Tell('+', processId);

    public void Drop(int processId) => Tell('-', processId);

    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit(Wait.Bound);
        _shell.Dispose();
    }

    private void Tell(char sign, int processId)
    {
        lock (_shell)
        {
            _shell.StandardInput.Write($"{sign} {processId}\n");
            _shell.StandardInput.Flush();
        }
    }
}
