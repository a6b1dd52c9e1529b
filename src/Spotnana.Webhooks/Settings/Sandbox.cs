namespace Spotnana.Webhooks.Settings;

/// <summary>A secret that everybody knows, for trying things out on your own machine.</summary>
public static class Sandbox
{
    /// <summary>The signing secret in the Development settings. A service in any other environment refuses to start with it.</summary>
    public const string Secret = "whsec_c3BvdG5hbmEtc2FuZGJveC1vbmx5LW5vdC1hLXNlY3JldC4=";
}
