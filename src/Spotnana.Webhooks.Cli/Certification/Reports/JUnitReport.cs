using System.Globalization;
using System.Text;
using System.Xml;
using Spotnana.Webhooks.Cli.Certification.Findings;

namespace Spotnana.Webhooks.Cli.Certification.Reports;

/// <summary>
/// The result as a test run, as build servers read it: a suite, and a case for each check, <c>skipped</c> for "cannot tell".
/// </summary>
internal static class JUnitReport
{
    private const string Name = "certify";

    public static byte[] Of(CertificationResult result)
    {
        var bytes = new MemoryStream();
        var settings = new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        using (var xml = XmlWriter.Create(bytes, settings))
            Write(xml, result);
        return bytes.ToArray();
    }

    private static void Write(XmlWriter xml, CertificationResult result)
    {
        xml.WriteStartElement("testsuites");
        WriteCounts(xml, result);
        xml.WriteStartElement("testsuite");
        WriteCounts(xml, result);
        xml.WriteAttributeString("timestamp", result.StartedAt.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        WriteProperty(xml, result);
        foreach (var check in result.Checks)
            WriteCase(xml, check);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter xml, CertificationResult result)
    {
        xml.WriteAttributeString("name", Name);
        xml.WriteAttributeString("tests", Text(result.Checks.Count));
        xml.WriteAttributeString("failures", Text(result.Count(Verdict.Fail)));
        xml.WriteAttributeString("errors", Text(0));
        xml.WriteAttributeString("skipped", Text(result.Count(Verdict.CannotTell)));
        xml.WriteAttributeString("time", Seconds(result.Took));
    }

    private static void WriteProperty(XmlWriter xml, CertificationResult result)
    {
        xml.WriteStartElement("properties");
        xml.WriteStartElement("property");
        xml.WriteAttributeString("name", "receiver");
        xml.WriteAttributeString("value", result.Receiver);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, CheckResult check)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", $"{Name}.{check.Group.Replace(' ', '-')}");
        xml.WriteAttributeString("name", check.Check.Id);
        xml.WriteAttributeString("time", Seconds(check.Took));
        if (check.Verdict is not Verdict.Pass)
        {
            xml.WriteStartElement(check.Verdict is Verdict.Fail ? "failure" : "skipped");
            xml.WriteAttributeString("message", $"{check.Check.Title}: {VerdictWords.For(check.Verdict)} ({check.Finding.Summary})");
            xml.WriteString(string.Join('\n', VerdictWords.Details(check).Select(detail => $"{detail.Label}: {detail.Text}")));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
