class Deploystat < Formula
  desc "Says whether a release landed on AWS, and if not, why"
  homepage "@url@"
  url "@url@/@portable@"
  version "@version@"
  sha256 "@portable.sha256@"
  license "Apache-2.0"

  depends_on "openjdk"

  def install
    libexec.install Dir["*"]
    (bin/"deploystat").write_env_script libexec/"bin/deploystat",
                                        DEPLOYSTAT_JAVA_HOME: "${DEPLOYSTAT_JAVA_HOME:-#{Language::Java.java_home}}"
    generate_completions_from_executable(bin/"deploystat", "completion")
  end

  # Its bytes differ from machine to machine, so it is no part of the package.
  def post_install
    with_env(DEPLOYSTAT_PREPARE: "1") { system bin/"deploystat" }
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/deploystat --version")
    assert_match "SERVICE", shell_output("#{bin}/deploystat services")
  end
end
